// The interface of TooManyCooks, as far as the dialect describes it.
#pragma once
#include <coroutine>
#include <cstddef>
#include <optional>
#include <utility>

namespace tmc {
template <class Result = void>
struct [[nodiscard]] task;

namespace detail {
struct promise_base {
  std::suspend_always initial_suspend() noexcept;
  std::suspend_always final_suspend() noexcept;
  void unhandled_exception();
  template <class Awaitable>
  decltype(auto) await_transform(Awaitable&& awaitable) {
    return std::forward<Awaitable>(awaitable).operator co_await();
  }
};
template <class Result>
struct promise : promise_base {
  task<Result> get_return_object();
  void return_value(Result value);
};
template <>
struct promise<void> : promise_base {
  task<void> get_return_object();
  void return_void();
};
template <class Result>
struct awaiter {
  bool await_ready() noexcept;
  void await_suspend(std::coroutine_handle<> handle) noexcept;
  Result await_resume();
};
template <class Result>
struct [[nodiscard]] awaitable {
  awaiter<Result> operator co_await() const;
};
}  // namespace detail

template <class Result>
struct [[nodiscard]] task {
  using promise_type = detail::promise<Result>;
  detail::awaiter<Result> operator co_await() const;
};

template <class T>
class chan_tok {
 public:
  template <class... Args>
  bool post(Args&&... args) noexcept;
  template <class... Args>
  detail::awaitable<bool> push(Args&&... args) noexcept;
  detail::awaitable<std::optional<T>> pull() noexcept;
  void close() noexcept;
  task<void> drain() noexcept;
  chan_tok new_token() noexcept;
};
template <class T>
chan_tok<T> make_channel() noexcept;

class mutex {
 public:
  bool is_locked() noexcept;
  bool try_lock() noexcept;
  void unlock() noexcept;
  detail::awaiter<void> operator co_await() noexcept;
};

class semaphore {
 public:
  explicit semaphore(unsigned initial) noexcept;
  bool try_acquire() noexcept;
  void release(size_t count = 1) noexcept;
  detail::awaiter<void> operator co_await() noexcept;
};

class latch {
 public:
  explicit latch(size_t count) noexcept;
  bool is_ready() noexcept;
  bool count_down() noexcept;
  detail::awaiter<void> operator co_await() noexcept;
};

class barrier {
 public:
  explicit barrier(size_t count) noexcept;
  detail::awaiter<void> operator co_await() noexcept;
};

class manual_reset_event {
 public:
  manual_reset_event() noexcept;
  explicit manual_reset_event(bool ready) noexcept;
  bool is_set() noexcept;
  size_t set() noexcept;
  void reset() noexcept;
  detail::awaiter<void> operator co_await() noexcept;
};

class ex_cpu {};
ex_cpu& cpu_executor();
template <class Executor, class TaskOrFunc>
void post(Executor& executor, TaskOrFunc&& work, size_t priority = 0, size_t hint = 0) {}
int async_main(task<int>&& main);
}  // namespace tmc
