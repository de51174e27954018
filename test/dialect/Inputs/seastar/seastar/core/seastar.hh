// The interface of seastar, as far as the dialect describes it.
#pragma once
#include <chrono>
#include <coroutine>
#include <cstddef>
#include <exception>
#include <utility>

namespace seastar {
template <typename T = void>
class [[nodiscard]] future;
namespace internal {
struct promise_base {
  std::suspend_never initial_suspend() noexcept;
  std::suspend_never final_suspend() noexcept;
  void unhandled_exception() noexcept;
};
template <typename T>
struct promise : promise_base {
  future<T> get_return_object();
  void return_value(T value);
};
template <>
struct promise<void> : promise_base {
  future<void> get_return_object();
  void return_void();
};
template <typename T>
struct awaiter {
  bool await_ready() noexcept;
  void await_suspend(std::coroutine_handle<> handle) noexcept;
  T await_resume();
};
}  // namespace internal
template <typename T>
class [[nodiscard]] future {
 public:
  using promise_type = internal::promise<T>;
  internal::awaiter<T> operator co_await() &&;
  template <typename Func>
  future<> then(Func&& func) {
    return {};
  }
  T get();
};

class gate {
 public:
  void enter();
  void leave() noexcept;
  future<> close() noexcept;
  bool is_closed() const noexcept;
};

template <typename T>
class queue {
 public:
  explicit queue(size_t size);
  bool push(T&& a);
  T pop() noexcept;
  bool empty() const noexcept;
  future<T> pop_eventually() noexcept;
  future<> push_eventually(T&& data) noexcept;
  void abort(std::exception_ptr ex) noexcept;
};

struct semaphore_default_exception_factory {};
template <typename ExceptionFactory>
class basic_semaphore {
 public:
  basic_semaphore(size_t count) noexcept;
  future<> wait(size_t nr = 1) noexcept;
  void signal(size_t nr = 1) noexcept;
  bool try_wait(size_t nr = 1) noexcept;
};
using semaphore = basic_semaphore<semaphore_default_exception_factory>;

class shared_mutex {
 public:
  future<> lock() noexcept;
  void unlock() noexcept;
  future<> lock_shared() noexcept;
  void unlock_shared() noexcept;
};

class abort_source {
 public:
  void request_abort() noexcept;
  bool abort_requested() const noexcept;
};

template <typename Clock = std::chrono::steady_clock>
class timer {
 public:
  void arm(std::chrono::seconds delta) noexcept;
  bool cancel() noexcept;
};

future<> sleep(std::chrono::milliseconds d);
future<> yield() noexcept;
}  // namespace seastar
