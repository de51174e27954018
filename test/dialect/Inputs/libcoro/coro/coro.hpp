// The interface of libcoro, as far as the dialect describes it.
#pragma once
#include <coroutine>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>

namespace coro {
template <class T = void>
class [[nodiscard]] task;

namespace detail {
struct promise_base {
  std::suspend_always initial_suspend() noexcept;
  std::suspend_always final_suspend() noexcept;
  void unhandled_exception();
};
template <class T>
struct promise : promise_base {
  task<T> get_return_object();
  void return_value(T value);
};
template <>
struct promise<void> : promise_base {
  task<void> get_return_object();
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
class [[nodiscard]] task {
 public:
  using promise_type = detail::promise<T>;
  bool is_ready() const;
  detail::awaiter<T> operator co_await() const;
};

enum class queue_produce_result { produced, stopped };

template <class T>
class queue {
 public:
  task<queue_produce_result> push(T element);
  template <class... Args>
  task<queue_produce_result> emplace(Args&&... args);
  [[nodiscard]] task<std::optional<T>> pop();
  [[nodiscard]] std::optional<T> try_pop();
  task<void> shutdown();
  bool empty() const;
};

namespace ring_buffer_result {
enum class produce { produced, notified, stopped };
}
template <class T, size_t N>
class ring_buffer {
 public:
  [[nodiscard]] task<ring_buffer_result::produce> produce(T element);
  [[nodiscard]] task<std::optional<T>> consume();
  task<void> shutdown();
};

class mutex {
 public:
  [[nodiscard]] detail::awaiter<void> lock();
  [[nodiscard]] bool try_lock();
  void unlock();
};

enum class semaphore_acquire_result { acquired, shutdown };
template <std::ptrdiff_t Max>
class semaphore {
 public:
  explicit semaphore(std::ptrdiff_t starting_value);
  [[nodiscard]] task<semaphore_acquire_result> acquire();
  [[nodiscard]] task<void> release();
  bool try_acquire();
};

class event {
 public:
  explicit event(bool initially_set = false);
  bool is_set() const;
  void set();
  void reset();
  detail::awaiter<void> operator co_await() const;
};

class latch {
 public:
  latch(std::int64_t count);
  void count_down(std::int64_t n = 1);
  bool is_ready() const;
  detail::awaiter<void> operator co_await() const;
};

class thread_pool {
 public:
  struct options {};
  static std::unique_ptr<thread_pool> make_unique(options opts = options());
  detail::awaiter<void> schedule();
  bool spawn_detached(task<void>&& task) noexcept;
  task<void> spawn_joinable(task<void>&& task) noexcept;
  void shutdown();
};

template <class Executor>
class task_group {
 public:
  explicit task_group(std::unique_ptr<Executor>& executor);
  [[nodiscard]] bool start(task<void>&& task);
  detail::awaiter<void> operator co_await() const;
};

template <class T>
T sync_wait(task<T>&& task);
}  // namespace coro
