// Coroutines on Asio's real headers: awaiting is part of the operation, co_spawn starts a fiber.
// REQUIRES: boost-asio
// RUN: %chanvet model %s -- -std=c++20 | FileCheck %s
#include <boost/asio.hpp>
#include <boost/asio/experimental/channel.hpp>

namespace asio = boost::asio;
using Channel = asio::experimental::channel<void(boost::system::error_code, int)>;

// CHECK-LABEL: function produce(ch: boost::asio::experimental::basic_channel) coroutine
// CHECK: branch {{%[0-9]+}}, [[BODY:b[0-9]+]],
// CHECK: [[BODY]]:
// CHECK: [[CH:%[0-9]+]] = load {{%[0-9]+}}
// CHECK-NEXT: [[I:%[0-9]+]] = load &i
// CHECK-NEXT: channel.send([[CH]], [[I]])
// CHECK: channel.close
asio::awaitable<void> produce(Channel& ch) {
  for (int i = 0; i < 3; ++i) co_await ch.async_send({}, i, asio::use_awaitable);
  ch.close();
}

// co_return is a return.
// CHECK-LABEL: function consume(ch: boost::asio::experimental::basic_channel) coroutine
// CHECK: [[V:%[0-9]+]] = channel.receive
// CHECK: store &v, [[V]]
// CHECK-NOT: call
// CHECK: [[RESULT:%[0-9]+]] = load &v
// CHECK-NEXT: store &(result), [[RESULT]]
// CHECK: return
asio::awaitable<int> consume(Channel& ch) {
  int v = co_await ch.async_receive(asio::use_awaitable);
  co_return v;
}

// What co_spawn is given has not run before; what is awaited runs here.
// CHECK-LABEL: function both(ex: boost::asio::any_io_executor) coroutine
// CHECK: make boost::asio::experimental::basic_channel(2)
// CHECK-NOT: call @produce
// CHECK: spawn @produce(&ch)
// CHECK: [[N:%[0-9]+]] = call @consume(&ch)
// CHECK: store &n, [[N]]
// CHECK: channel.receive({{%[0-9]+}}) unwind [[TRY:b[0-9]+]]
// CHECK: [[TRY]]:
// CHECK-NEXT: dispatch [boost::system::system_error: {{b[0-9]+}}] else [[OUT:b[0-9]+]]
// CHECK: [[HANDLE:%[0-9]+]] = spawn {{%[0-9]+}}({{.*}})
// CHECK-NEXT: fiber.join([[HANDLE]])
asio::awaitable<void> both(asio::any_io_executor ex) {
  Channel ch(ex, 2);
  asio::co_spawn(ex, produce(ch), asio::detached);
  int n = co_await consume(ch);
  try {
    co_await ch.async_receive(asio::use_awaitable);
  } catch (const boost::system::system_error& e) {
    co_return;
  }
  co_await asio::co_spawn(
      ex,
      [&ch]() -> asio::awaitable<void> {
        ch.close();
        co_return;
      },
      asio::use_awaitable);
}

// A method's coroutine is started with its object.
struct Server {
  Channel& requests;
  asio::awaitable<void> serve() { co_await requests.async_receive(asio::use_awaitable); }
  // CHECK-LABEL: function Server::start(this, ex: boost::asio::any_io_executor)
  // CHECK: [[THIS:%[0-9]+]] = load &this
  // CHECK: spawn @Server::serve([[THIS]])
  void start(asio::any_io_executor ex) { asio::co_spawn(ex, serve(), asio::detached); }
};
