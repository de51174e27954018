// The names of Asio are recognised in its real headers, also under another namespace.
// REQUIRES: boost-asio
// RUN: %chanvet model %s -- -std=c++20 | FileCheck %s
// RUN: %python %S/extract.py %source/docs/dialects/asio.md cpp "" > %t.cpp
// RUN: not %chanvet check --no-cache --format short %t.cpp -- -std=c++20 \
// RUN:   | FileCheck %s --check-prefix=PAGE
// PAGE: :10:12: error: send on 'numbers' blocks for ever: nobody receives [channel-no-receiver]
#include <boost/asio.hpp>
#include <boost/asio/experimental/channel.hpp>
#include <boost/asio/experimental/concurrent_channel.hpp>

namespace asio = boost::asio;
using asio::awaitable;
using asio::use_awaitable;
using boost::system::error_code;
using namespace std::chrono_literals;
using Numbers = asio::experimental::channel<void(error_code, int)>;
using Signals = asio::experimental::concurrent_channel<void(error_code)>;

// CHECK-LABEL: function coroutine(
// CHECK: channel.send
// CHECK: channel.receive
// CHECK: channel.try_send
// CHECK: channel.close(
// CHECK: timer.restart(
// CHECK: timer.wait
awaitable<void> coroutine(Numbers& numbers, Signals& signals, asio::steady_timer& timer) {
  co_await numbers.async_send(error_code{}, 1, use_awaitable);
  co_await signals.async_receive(use_awaitable);
  numbers.try_send(error_code{}, 1);
  numbers.close();
  timer.expires_after(1s);
  co_await timer.async_wait(use_awaitable);
}

// What is given up is not said to block for ever.
// CHECK-LABEL: function cancels(
// CHECK: channel.send timed
// CHECK: channel.receive timed
awaitable<void> cancels(Numbers& numbers, asio::cancellation_signal& stop) {
  co_await numbers.async_send(error_code{}, 1,
                              asio::bind_cancellation_slot(stop.slot(), use_awaitable));
  co_await numbers.async_receive(asio::bind_cancellation_slot(stop.slot(), use_awaitable));
}

// CHECK-LABEL: function callbacks(
// CHECK: channel.send
// CHECK: channel.receive
// CHECK: channel.cancel(
// CHECK: channel.reopen(
void callbacks(Numbers& numbers) {
  numbers.async_send(error_code{}, 1, [](error_code) {});
  numbers.async_receive([](error_code, int) {});
  numbers.cancel();
  numbers.reset();
}

// CHECK-LABEL: function starts(
// CHECK: make boost::asio::experimental::basic_channel(3)
// CHECK: spawn
// CHECK: spawn
// CHECK: executor.join(
// CHECK: executor.join(
void starts(Signals& signals, asio::steady_timer& timer) {
  asio::io_context io;
  asio::thread_pool pool(2);
  Numbers numbers(io, 3);
  asio::co_spawn(io, coroutine(numbers, signals, timer), asio::detached);
  asio::post(pool, [] {});
  io.run();
  pool.join();
}
