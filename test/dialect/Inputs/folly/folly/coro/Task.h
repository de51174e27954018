// The interface of folly's coroutines, as far as the dialect describes it.
#pragma once
#include <coroutine>
#include <cstdint>
#include <optional>
#include <utility>

namespace folly::coro {
template <class T = void>
class [[nodiscard]] Task;
namespace detail {
struct promise_base {
  std::suspend_always initial_suspend() noexcept;
  std::suspend_always final_suspend() noexcept;
  void unhandled_exception() noexcept;
  template <class Awaitable>
  decltype(auto) await_transform(Awaitable&& awaitable) {
    return std::forward<Awaitable>(awaitable).operator co_await();
  }
};
template <class T>
struct promise : promise_base {
  Task<T> get_return_object();
  void return_value(T value);
};
template <>
struct promise<void> : promise_base {
  Task<void> get_return_object();
  void return_void();
};
template <class T>
struct awaiter {
  bool await_ready() noexcept;
  void await_suspend(std::coroutine_handle<> handle) noexcept;
  T await_resume();
};
}  // namespace detail
template <class T>
class [[nodiscard]] Task {
 public:
  using promise_type = detail::promise<T>;
  detail::awaiter<T> operator co_await() const;
};

class Baton {
 public:
  explicit Baton(bool initiallySignalled = false) noexcept;
  bool ready() const noexcept;
  detail::awaiter<void> operator co_await() const noexcept;
  void post() noexcept;
  void reset() noexcept;
};
class Mutex {
 public:
  bool try_lock() noexcept;
  Task<void> co_lock() noexcept;
  void unlock() noexcept;
};
template <class T>
class BoundedQueue {
 public:
  explicit BoundedQueue(uint32_t capacity);
  template <class U = T>
  Task<void> enqueue(U&& item);
  template <class U = T>
  bool try_enqueue(U&& item);
  Task<T> dequeue();
  std::optional<T> try_dequeue();
};
template <class T>
class UnboundedQueue {
 public:
  template <class U = T>
  void enqueue(U&& item);
  Task<T> dequeue();
};
}  // namespace folly::coro
