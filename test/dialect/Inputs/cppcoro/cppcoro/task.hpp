// The interface of cppcoro, as far as the dialect describes it.
#pragma once
#include <coroutine>
#include <cstddef>

namespace cppcoro {
template <typename T = void>
class [[nodiscard]] task;
namespace detail {
struct promise_base {
  std::suspend_always initial_suspend() noexcept;
  std::suspend_always final_suspend() noexcept;
  void unhandled_exception() noexcept;
};
template <typename T>
struct promise : promise_base {
  task<T> get_return_object();
  void return_value(T value);
};
template <>
struct promise<void> : promise_base {
  task<void> get_return_object();
  void return_void();
};
template <typename T>
struct awaiter {
  bool await_ready() noexcept;
  void await_suspend(std::coroutine_handle<> handle) noexcept;
  T await_resume();
};
}  // namespace detail
template <typename T>
class [[nodiscard]] task {
 public:
  using promise_type = detail::promise<T>;
  bool is_ready() const noexcept;
  detail::awaiter<T> operator co_await() const noexcept;
};

class async_mutex {
 public:
  bool try_lock() noexcept;
  detail::awaiter<void> lock_async() noexcept;
  void unlock();
};
class async_latch {
 public:
  async_latch(std::ptrdiff_t count) noexcept;
  bool is_ready() const noexcept;
  void count_down(std::ptrdiff_t n = 1) noexcept;
  detail::awaiter<void> operator co_await() const noexcept;
};
class async_manual_reset_event {
 public:
  async_manual_reset_event(bool set = false) noexcept;
  bool is_set() const noexcept;
  void set() noexcept;
  void reset() noexcept;
  detail::awaiter<void> operator co_await() const noexcept;
};
class async_scope {
 public:
  template <typename Awaitable>
  void spawn(Awaitable&& awaitable) {}
  [[nodiscard]] detail::awaiter<void> join() noexcept;
};
class static_thread_pool {
 public:
  detail::awaiter<void> schedule() noexcept;
};
class cancellation_token {
 public:
  bool is_cancellation_requested() const noexcept;
};
class cancellation_source {
 public:
  cancellation_token token() const noexcept;
  void request_cancellation();
};
template <typename T>
T sync_wait(task<T>&& awaitable);
}  // namespace cppcoro
