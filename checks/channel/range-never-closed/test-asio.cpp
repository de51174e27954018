// Asio: there is no range-for; loops look at the error of async_receive instead.
#include <chrono>
#include <memory>
#include <variant>

#include <boost/asio.hpp>
#include <boost/asio/experimental/as_tuple.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/experimental/channel.hpp>

namespace asio = boost::asio;
using asio::awaitable;
using asio::use_awaitable;
using boost::system::error_code;
using channel = asio::experimental::channel<void(error_code, int)>;
using namespace std::chrono_literals;

constexpr auto as_tuple = asio::experimental::as_tuple(use_awaitable);

void use(int value);
void adopt(channel& jobs);

awaitable<void> produce(channel& rows) {
  for (int row = 0; row < 10; ++row) {
    co_await rows.async_send(error_code{}, row, use_awaitable);
  }
}

awaitable<void> produceAndClose(channel& rows) {
  co_await rows.async_send(error_code{}, 1, use_awaitable);
  rows.close();
}

// ---- Bad ---------------------------------------------------------------------------------------

awaitable<void> badReturnsOnError() {
  auto executor = co_await asio::this_coro::executor;
  channel rows(executor, 8);  // note: made here
  asio::co_spawn(executor, produce(rows), asio::detached);
  for (;;) {  // expect: nothing closes 'rows', so this loop never ends
    auto [error, row] = co_await rows.async_receive(as_tuple);
    if (error) co_return;
    use(row);
  }
}

awaitable<void> badBreaksOnError() {
  auto executor = co_await asio::this_coro::executor;
  channel rows(executor, 8);  // note: made here
  asio::co_spawn(executor, produce(rows), asio::detached);
  while (true) {  // expect: nothing closes 'rows'
    auto [error, row] = co_await rows.async_receive(as_tuple);
    if (error) break;
    use(row);
  }
  use(0);
}

awaitable<void> badShared() {
  auto executor = co_await asio::this_coro::executor;
  auto rows = std::make_shared<channel>(executor, 8);  // note: made here
  asio::co_spawn(
      executor,
      [rows]() -> awaitable<void> {
        for (;;) {  // expect: so this loop never ends
          auto [error, row] = co_await rows->async_receive(as_tuple);
          if (error) co_return;
          use(row);
        }
      },
      asio::detached);
  co_await rows->async_send(error_code{}, 1, use_awaitable);
}

// ---- Fine --------------------------------------------------------------------------------------

awaitable<void> okProducerCloses() {
  auto executor = co_await asio::this_coro::executor;
  channel rows(executor, 8);
  asio::co_spawn(executor, produceAndClose(rows), asio::detached);
  for (;;) {
    auto [error, row] = co_await rows.async_receive(as_tuple);
    if (error) co_return;
    use(row);
  }
}

awaitable<void> okCancelled() {
  auto executor = co_await asio::this_coro::executor;
  auto rows = std::make_shared<channel>(executor, 8);
  asio::co_spawn(
      executor,
      [rows]() -> awaitable<void> {
        for (;;) {
          auto [error, row] = co_await rows->async_receive(as_tuple);
          if (error) co_return;
          use(row);
        }
      },
      asio::detached);
  co_await rows->async_send(error_code{}, 1, use_awaitable);
  rows->cancel();
}

awaitable<void> okParameter(channel& rows) {
  for (;;) {
    auto [error, row] = co_await rows.async_receive(as_tuple);
    if (error) co_return;
    use(row);
  }
}

awaitable<void> okGivenToUnseenCode() {
  channel rows(co_await asio::this_coro::executor, 8);
  adopt(rows);
  for (;;) {
    auto [error, row] = co_await rows.async_receive(as_tuple);
    if (error) co_return;
    use(row);
  }
}

awaitable<void> okSentinel() {
  auto executor = co_await asio::this_coro::executor;
  channel rows(executor, 8);
  asio::co_spawn(executor, produce(rows), asio::detached);
  for (;;) {
    auto [error, row] = co_await rows.async_receive(as_tuple);
    if (error || row == 9) co_return;
    use(row);
  }
}

awaitable<void> okTimesOut() {
  using namespace asio::experimental::awaitable_operators;
  auto executor = co_await asio::this_coro::executor;
  channel rows(executor, 8);
  asio::co_spawn(executor, produce(rows), asio::detached);
  for (;;) {
    asio::steady_timer limit(executor, 1s);
    auto row = co_await (rows.async_receive(use_awaitable) || limit.async_wait(use_awaitable));
    if (row.index() == 1) co_return;
    use(std::get<0>(row));
  }
}

awaitable<void> okNolint() {
  channel rows(co_await asio::this_coro::executor, 8);
  for (;;) {  // NOLINT(channel-range-never-closed)
    auto [error, row] = co_await rows.async_receive(as_tuple);
    if (error) co_return;
    use(row);
  }
}

// The loop ends when what else it awaits throws.
awaitable<void> okEndedByAnotherOperation(asio::ip::tcp::socket socket) {
  channel rows(socket.get_executor(), 1);
  char data[8];
  for (;;) {
    co_await rows.async_receive(use_awaitable);
    co_await socket.async_read_some(asio::buffer(data), use_awaitable);
  }
}

awaitable<void> drain(channel& rows) {
  for (;;) co_await rows.async_receive(use_awaitable);
}

// A coroutine that loses a race is cancelled where it waits.
awaitable<void> okCancelled(asio::any_io_executor executor) {
  using namespace asio::experimental::awaitable_operators;
  channel rows(executor, 1);
  asio::steady_timer limit(executor, std::chrono::seconds(1));
  co_await (drain(rows) || limit.async_wait(use_awaitable));
}
