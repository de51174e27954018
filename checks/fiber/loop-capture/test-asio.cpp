// Asio: loop variables captured by reference by handlers and coroutines, which run later.
#include <chrono>
#include <utility>
#include <vector>

#include <boost/asio.hpp>

namespace asio = boost::asio;
using asio::awaitable;
using asio::use_awaitable;
using namespace std::chrono_literals;

void use(int value);
awaitable<void> step();

// ---- Bad ---------------------------------------------------------------------------------------

void badPosted(asio::io_context& io) {
  for (int i = 0; i < 3; ++i) {  // note: 'i' changes with each turn
    // expect@+1: 'i' is captured by reference by a fiber that can outlive this turn of the loop
    asio::post(io, [&] { use(i); });
  }
  io.run();
}

void badPostedToPool(const std::vector<int>& ids) {
  asio::thread_pool pool(4);
  for (int id : ids) {                     // note: 'id' ends with each turn of the loop
    asio::post(pool, [&id] { use(id); });  // expect: 'id' is captured by reference
  }
  pool.join();
}

void badCoroutine(asio::io_context& io) {
  for (int i = 0; i < 3; ++i) {
    asio::co_spawn(  // note: the fiber is spawned here
        io,
        [&i]() -> awaitable<void> {  // expect: 'i' is captured by reference
          co_await step();
          use(i);
        },
        asio::detached);
  }
}

awaitable<void> badFromCoroutine(const std::vector<int>& ids) {
  auto executor = co_await asio::this_coro::executor;
  for (int id : ids) {
    asio::co_spawn(
        executor,
        [&]() -> awaitable<void> {
          co_await step();
          use(id);  // expect: 'id' is captured by reference
        },
        asio::detached);
  }
}

// ---- Fine --------------------------------------------------------------------------------------

void okByValue(asio::io_context& io) {
  for (int i = 0; i < 3; ++i) asio::post(io, [i] { use(i); });
  io.run();
}

void okParameter(asio::io_context& io) {
  auto work = [](int id) -> awaitable<void> {
    co_await step();
    use(id);
  };
  for (int i = 0; i < 3; ++i) asio::co_spawn(io, work(i), asio::detached);
}

void okElement(asio::io_context& io, std::vector<int>& ids) {
  for (int& id : ids) asio::post(io, [&id] { ++id; });
  io.run();
}

awaitable<void> okAwaitedInTurn() {
  auto executor = co_await asio::this_coro::executor;
  for (int i = 0; i < 3; ++i) {
    co_await asio::co_spawn(
        executor,
        [&i]() -> awaitable<void> {
          co_await step();
          use(i);
        },
        use_awaitable);
  }
}

void okPoolInTurn() {
  for (int i = 0; i < 3; ++i) {
    asio::thread_pool pool(2);
    asio::post(pool, [&i] { use(i); });
    asio::post(pool, [&i] { use(-i); });
    pool.join();
  }
}

void okFutureInTurn(asio::thread_pool& pool) {
  for (int i = 0; i < 3; ++i) {
    auto written = asio::co_spawn(
        pool,
        [&i]() -> awaitable<void> {
          co_await step();
          use(i);
        },
        asio::use_future);
    written.get();
  }
}

void okRunInTurn() {
  for (int i = 0; i < 3; ++i) {
    asio::io_context io;
    asio::post(io, [&i] { use(i); });
    io.run();
  }
}

void okNolint(asio::io_context& io) {
  for (int i = 0; i < 3; ++i) {
    asio::post(io, [&i] { use(i); });  // NOLINT(fiber-loop-capture)
  }
}
