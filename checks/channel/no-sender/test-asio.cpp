// Operations on asio's channels that a callback hears of: who begins one goes on.
// flags: -std=c++20 -pthread
#include <boost/asio/detached.hpp>
#include <boost/asio/experimental/channel.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

namespace asio = boost::asio;
using Error = boost::system::error_code;
using Channel = asio::experimental::channel<void(Error, int)>;

void okCallback() {
  asio::io_context io;
  Channel results(io);
  int result = 0;
  results.async_receive([&](Error, int value) { result = value; });
  results.async_send({}, 1, [](Error) {});
  io.run();
}

void okSendFirst() {
  asio::io_context io;
  Channel results(io);
  results.async_send({}, 1, asio::detached);
  results.async_receive([](Error, int) {});
  io.run();
}

int main() {
  okCallback();
  okSendFirst();
}
