// The interface of eo, as far as the dialect describes it.
#pragma once
#include <chrono>
#include <coroutine>
#include <cstddef>
#include <memory>
#include <utility>
#include <variant>

namespace boost::asio {
template <class T = void>
class [[nodiscard]] awaitable;
namespace detail {
struct promise_base {
  std::suspend_always initial_suspend() noexcept;
  std::suspend_always final_suspend() noexcept;
  void unhandled_exception();
};
template <class T>
struct promise : promise_base {
  awaitable<T> get_return_object();
  void return_value(T value);
};
template <>
struct promise<void> : promise_base {
  awaitable<void> get_return_object();
  void return_void();
};
}  // namespace detail
template <class T>
class [[nodiscard]] awaitable {
 public:
  using promise_type = detail::promise<T>;
  bool await_ready() const noexcept;
  void await_suspend(std::coroutine_handle<> handle);
  T await_resume();
};
}  // namespace boost::asio

namespace nonstd::scope {
template <class F>
class scope_exit {
 public:
  explicit scope_exit(F f) {}
  scope_exit(scope_exit&& other) {}
  ~scope_exit() {}
};
template <class F>
scope_exit<F> make_scope_exit(F f) {
  return scope_exit<F>(f);
}
}  // namespace nonstd::scope

#define eo_defer(...) auto deferred_ = nonstd::scope::make_scope_exit(__VA_ARGS__)

namespace eo {
template <class T = void>
using func = boost::asio::awaitable<T>;

template <class T>
struct send_t : boost::asio::awaitable<bool> {};
template <class T>
struct recv_t : boost::asio::awaitable<T> {};

template <class T = std::monostate>
class chan {
 public:
  template <class Executor>
  chan(Executor&& executor, size_t capacity = 0);
  chan(chan& other);
  chan(chan&& other);
  template <class U>
  send_t<T> operator<<(U&& message) const;
  recv_t<T> operator*() const;
  void close();
};
template <class T = std::monostate>
chan<T> make_chan(size_t capacity = 0);

template <class... Cases>
struct Select {
  Select(Cases&&... cases) {}
  boost::asio::awaitable<int> index();
};

template <class F>
void go(F&& f) {}
template <class F, class Token>
void go(F&& f, Token&& token) {}
template <class T>
T invoke(func<T> f);

namespace sync {
struct WaitGroup {
  void add(int delta);
  void done();
  void wait();
};
}  // namespace sync

namespace time {
func<> sleep(std::chrono::milliseconds d);
struct Ticker {
  static std::shared_ptr<Ticker> create(std::chrono::milliseconds d);
  chan<int> c;
  void reset(std::chrono::milliseconds d);
  void stop();
};
const auto new_ticker = Ticker::create;
}  // namespace time
}  // namespace eo
