// flags: -DBOOST_ASIO_HAS_CO_AWAIT
#include <future>
#include <mutex>
#include <thread>

#include <boost/asio.hpp>

namespace asio = boost::asio;
using asio::awaitable;
using namespace std::chrono_literals;

void use(int);

awaitable<void> rest(asio::steady_timer& timer) {
  // expect@+1: 'sleep_for' blocks the whole thread, and with it every fiber that shares it
  std::this_thread::sleep_for(1s);
  co_await timer.async_wait(asio::use_awaitable);
}

awaitable<void> badAwaited(asio::steady_timer& timer) { co_await rest(timer); }

void bad(asio::io_context& context, asio::steady_timer& timer, std::shared_future<int> answer) {
  asio::co_spawn(context, badAwaited(timer), asio::detached);
  asio::co_spawn(
      context,
      [answer]() -> awaitable<void> {
        use(answer.get());  // expect: 'get' blocks the whole thread
        co_return;
      },
      asio::detached);
}

// Handlers may run in a pool that is there to be waited in.
void okPosted(asio::thread_pool& pool) {
  asio::post(pool, [] { std::this_thread::sleep_for(1s); });
  pool.join();
}

awaitable<void> okChanged(asio::thread_pool& pool) {
  co_await asio::post(pool, asio::use_awaitable);
  std::this_thread::sleep_for(1s);
}
awaitable<void> okBound(asio::thread_pool& pool) {
  co_await asio::post(asio::bind_executor(pool, asio::use_awaitable));
  std::this_thread::sleep_for(1s);
}
awaitable<void> okInPool() {
  std::this_thread::sleep_for(1s);
  co_return;
}
void okPools(asio::io_context& context, asio::thread_pool& pool) {
  asio::co_spawn(context, okChanged(pool), asio::detached);
  asio::co_spawn(context, okBound(pool), asio::detached);
  asio::co_spawn(pool, okInPool(), asio::detached);
  asio::co_spawn(pool.get_executor(), okInPool(), asio::detached);
}

awaitable<void> okTimer(asio::steady_timer& timer) {
  timer.expires_after(1s);
  co_await timer.async_wait(asio::use_awaitable);
}
void ok(asio::io_context& context, asio::steady_timer& timer) {
  asio::co_spawn(context, okTimer(timer), asio::detached);
  context.run();
}

// The program's own, not that of POSIX.
awaitable<void> sleep(std::chrono::milliseconds duration);

awaitable<void> okOwnSleep() { co_await sleep(10ms); }

void awaitOwnSleep(asio::io_context& context) {
  asio::co_spawn(context, okOwnSleep(), asio::detached);
}
