// Asio: async_send on a closed channel completes with channel_closed, which use_awaitable throws.
#include <chrono>
#include <memory>

#include <boost/asio.hpp>
#include <boost/asio/experimental/as_tuple.hpp>
#include <boost/asio/experimental/channel.hpp>
#include <boost/asio/experimental/concurrent_channel.hpp>

namespace asio = boost::asio;
using asio::awaitable;
using asio::use_awaitable;
using boost::system::error_code;
using channel = asio::experimental::channel<void(error_code, int)>;
using shared_channel = asio::experimental::concurrent_channel<void(error_code, int)>;
using namespace std::chrono_literals;

constexpr auto as_tuple = asio::experimental::as_tuple(use_awaitable);

bool failed(int id);
void use(int value);

// ---- Bad ---------------------------------------------------------------------------------------

awaitable<void> badSend(channel& jobs) {
  jobs.close();  // note: 'jobs' closed here
  // expect@+1: send on 'jobs' after it was closed: this throws
  co_await jobs.async_send(error_code{}, 1, use_awaitable);
}

awaitable<void> badOnOneBranch(channel& jobs, int id) {
  if (failed(id)) jobs.close();                               // note: 'jobs' closed here
  co_await jobs.async_send(error_code{}, id, use_awaitable);  // expect: after it was closed
}

awaitable<void> badConcurrentChannel(shared_channel& jobs) {
  jobs.close();                                              // note: 'jobs' closed here
  co_await jobs.async_send(error_code{}, 1, use_awaitable);  // expect: after it was closed
}

awaitable<void> badLoop(channel& rows) {
  for (int row = 0; row < 10; ++row) {
    co_await rows.async_send(error_code{}, row, use_awaitable);  // expect: after it was closed
    if (failed(row)) rows.close();                               // note: 'rows' closed here
  }
}

awaitable<void> put(channel& out, int value) {
  co_await out.async_send(error_code{}, value, use_awaitable);  // expect: after it was closed
}

awaitable<void> badHelper(channel& results) {
  results.close();  // note: 'results' closed here
  co_await put(results, 1);
}

awaitable<void> badShared() {
  // note@+1: the channel made here
  auto jobs = std::make_shared<channel>(co_await asio::this_coro::executor, 8);
  jobs->close();                                              // note: closed here
  co_await jobs->async_send(error_code{}, 1, use_awaitable);  // expect: after it was closed
}

// ---- Fine --------------------------------------------------------------------------------------

awaitable<void> okSendThenClose(channel& jobs) {
  co_await jobs.async_send(error_code{}, 1, use_awaitable);
  jobs.close();
}

awaitable<void> okReset(channel& jobs) {
  jobs.close();
  jobs.reset();
  co_await jobs.async_send(error_code{}, 1, use_awaitable);
}

awaitable<void> okErrorEndsTheLoop(channel& rows) {
  for (int row = 0;; ++row) {
    auto [error] = co_await rows.async_send(error_code{}, row, as_tuple);
    if (error) co_return;
    if (failed(row)) rows.close();
  }
}

awaitable<void> okTrySendTested(channel& rows) {
  for (int row = 0; rows.try_send(error_code{}, row); ++row) {
    if (failed(row)) rows.close();
  }
  co_return;
}

awaitable<void> okReturns(channel& jobs, int id) {
  if (failed(id)) {
    jobs.close();
    co_return;
  }
  co_await jobs.async_send(error_code{}, id, use_awaitable);
}

awaitable<void> okReceives(channel& jobs) {
  jobs.close();
  auto [error, job] = co_await jobs.async_receive(as_tuple);
  if (!error) use(job);
}

awaitable<void> okOpenIsAsked(channel& jobs, int id) {
  if (failed(id)) jobs.close();
  if (jobs.is_open()) co_await jobs.async_send(error_code{}, id, use_awaitable);
}

awaitable<void> okOtherChannel(channel& in, channel& out) {
  in.close();
  co_await out.async_send(error_code{}, 1, use_awaitable);
}

awaitable<void> okAwaitsTheSender() {
  auto executor = co_await asio::this_coro::executor;
  channel rows(executor, 8);
  co_await asio::co_spawn(
      executor,
      [&rows]() -> awaitable<void> { co_await rows.async_send(error_code{}, 1, use_awaitable); },
      use_awaitable);
  rows.close();
}

awaitable<void> okCancelIsNoClose(channel& jobs) {
  jobs.cancel();
  co_await jobs.async_send(error_code{}, 1, use_awaitable);
}

awaitable<void> okNolint(channel& jobs) {
  jobs.close();
  // NOLINTNEXTLINE(channel-send-after-close)
  co_await jobs.async_send(error_code{}, 1, use_awaitable);
}

// With use_awaitable a closed channel is an exception, and this one is expected.
awaitable<void> okExpected(channel& jobs) {
  jobs.close();
  try {
    co_await jobs.async_send(error_code{}, 1, use_awaitable);
  } catch (const boost::system::system_error&) {
    use(0);
  }
}
