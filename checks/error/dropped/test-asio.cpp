// Asio: errors as values that are thrown away, and coroutines that are never awaited.
#include <chrono>
#include <exception>
#include <system_error>
#include <utility>
#include <vector>

#include <boost/asio.hpp>
#include <boost/asio/experimental/as_tuple.hpp>
#include <boost/asio/experimental/channel.hpp>

namespace asio = boost::asio;
using asio::awaitable;
using asio::use_awaitable;
using boost::system::error_code;
using channel = asio::experimental::channel<void(error_code, int)>;

constexpr auto as_tuple = asio::experimental::as_tuple(use_awaitable);

awaitable<void> step();
awaitable<int> fetch(int id);
void use(int value);
void keep(awaitable<void> later);

// ---- Bad ---------------------------------------------------------------------------------------

awaitable<void> badSend(channel& jobs) {
  co_await jobs.async_send(error_code{}, 1, as_tuple);  // expect: 'async_send'
}

awaitable<void> badCastToVoid(channel& jobs) {
  (void)co_await jobs.async_send(error_code{}, 1, as_tuple);
  // expect@-1: 'async_send'
}

awaitable<void> badInLoop(channel& jobs) {
  for (int job = 0; job < 3; ++job) {
    co_await jobs.async_send(error_code{}, job, as_tuple);  // expect: 'async_send'
  }
}

awaitable<void> badNotAwaited() {
  step();  // expect: 'step'
  co_await step();
}

awaitable<void> badValueNotAwaited(int id) {
  if (id > 0) fetch(id);  // expect: 'fetch'
  co_return;
}

awaitable<void> badLambdaNotAwaited() {
  auto pause = []() -> awaitable<void> { co_await step(); };
  pause();  // expect: 'pause'
  co_return;
}

awaitable<void> badTimerNotAwaited(asio::steady_timer& timer) {
  timer.async_wait(use_awaitable);  // expect: 'async_wait' is not awaited, so it never runs
  co_return;
}

void badNotSpawned(asio::io_context& io) {
  asio::co_spawn(io, step(), use_awaitable);  // expect: 'co_spawn' is not awaited
}

void badFuture(asio::io_context& io) {
  // expect@+1: the future returned by 'co_spawn' is dropped, and any exception of the task with it
  asio::co_spawn(io, step(), asio::use_future);
}

awaitable<std::error_code> commit();
awaitable<error_code> rollBack();
error_code reconnect(int attempt);

awaitable<void> badAwaitedError() {
  co_await commit();    // expect: the error returned by 'commit' is dropped
  co_await rollBack();  // expect: the error returned by 'rollBack' is dropped
}

void badErrorCode() {
  reconnect(1);  // expect: the error returned by 'reconnect' is dropped
}

awaitable<void> badErrorNotWanted(channel& jobs) {
  auto [_, job] = co_await jobs.async_receive(as_tuple);
  // expect@-1: the error returned by 'async_receive' is dropped
  use(job);
}

void badPosted(asio::io_context& io) {
  asio::post(io, [] { return reconnect(1); });  // expect: the error of the task is lost
}

template <class T>
awaitable<void> fetchAll(const T& ids) {
  for (int id : ids) fetch(id);  // expect: 'fetch' is not awaited
  co_return;
}

awaitable<void> badTemplate() {
  std::vector<int> ids{1, 2};
  co_await fetchAll(ids);
}

// ---- Fine --------------------------------------------------------------------------------------

awaitable<void> okErrorAwaited() {
  if (co_await commit()) use(0);
}

void okErrorCodeInArgument(asio::steady_timer& timer) {
  error_code failure;
  timer.wait(failure);
  use(failure ? 0 : 1);
}

void okClosed(asio::ip::tcp::socket& socket) {
  error_code failure;
  socket.shutdown(asio::ip::tcp::socket::shutdown_both, failure);
  socket.close(failure);
  use(failure ? 0 : 1);
}

void okAssignedToErrorCode(error_code& failure) { failure.assign(0, failure.category()); }

awaitable<void> okTested(channel& jobs) {
  auto [error] = co_await jobs.async_send(error_code{}, 1, as_tuple);
  if (error) co_return;
  use(1);
}

awaitable<void> okReceived(channel& jobs) {
  auto [error, job] = co_await jobs.async_receive(as_tuple);
  if (!error) use(job);
}

awaitable<bool> okReturned(channel& jobs) {
  co_return !std::get<0>(co_await jobs.async_send(error_code{}, 1, as_tuple));
}

awaitable<void> okLoopCondition(channel& jobs) {
  while (!std::get<0>(co_await jobs.async_send(error_code{}, 1, as_tuple))) use(1);
}

// Waits for a signal: a value and the end of the channel say the same.
awaitable<void> okPureSignal(channel& stop) {
  co_await stop.async_receive(as_tuple);
  use(0);
}

// Throws when it fails.
awaitable<void> okThrows(channel& jobs) {
  co_await jobs.async_send(error_code{}, 1, use_awaitable);
}

awaitable<void> okRedirected(channel& jobs) {
  error_code error;
  co_await jobs.async_send(error_code{}, 1, asio::redirect_error(use_awaitable, error));
  if (error) use(0);
}

awaitable<void> okAwaited() {
  co_await step();
  use(co_await fetch(1));
}

awaitable<void> okAwaitedLater() {
  awaitable<int> later = fetch(1);
  use(co_await std::move(later));
}

awaitable<int> okReturnedAwaitable() { return fetch(1); }

awaitable<void> okPassedOn() {
  keep(step());
  co_return;
}

void okSpawned(asio::io_context& io) {
  asio::co_spawn(io, step(), asio::detached);
  asio::co_spawn(io, step(), [](std::exception_ptr failure) {
    if (failure) std::rethrow_exception(failure);
  });
}

awaitable<void> okReason(channel& events) {
  // Nobody listens any more when this is too late.
  (void)co_await events.async_send(error_code{}, 0, as_tuple);
}

awaitable<void> okNolint(channel& events) {
  co_await events.async_send(error_code{}, 0, as_tuple);  // NOLINT(error-dropped)
}
