// Coroutines of asio run when somebody awaits or starts them, and not where they are called.
// flags: -std=c++20 -pthread
#include <future>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/experimental/channel.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>

namespace asio = boost::asio;
using Channel = asio::experimental::channel<void(boost::system::error_code, int)>;

asio::awaitable<void> take(Channel& numbers) {
  auto token = asio::use_awaitable;
  co_await numbers.async_receive(token);  // expect: receive from 'numbers' blocks for ever
}

std::future<void> start(asio::io_context& io, asio::awaitable<void> task) {
  return asio::co_spawn(io, std::move(task), asio::use_future);
}

asio::awaitable<void> okDropped(Channel& numbers) {
  take(numbers);
  co_return;
}

asio::awaitable<void> okKept() {
  Channel numbers(co_await asio::this_coro::executor);
  asio::awaitable<void> later = take(numbers);
  numbers.close();
  co_await std::move(later);
}

asio::awaitable<void> badAwaited() {
  Channel numbers(co_await asio::this_coro::executor);  // note: 'numbers' made here
  co_await take(numbers);
}

int main() {
  asio::io_context io;
  Channel numbers(io);
  std::future<void> taken = start(io, take(numbers));
  asio::co_spawn(io, okDropped(numbers), asio::use_future);
  asio::co_spawn(io, okKept(), asio::use_future);
  asio::co_spawn(io, badAwaited(), asio::use_future);
  numbers.close();
  io.run();
}
