// The interface of concurrencpp, as far as the dialect describes it.
#pragma once
#include <chrono>
#include <coroutine>
#include <cstddef>
#include <memory>
#include <utility>

namespace concurrencpp {
enum class result_status { idle, value, exception };
template <class type>
class result;
template <class type>
class lazy_result;

namespace details {
template <class type>
struct awaiter {
  bool await_ready() noexcept;
  void await_suspend(std::coroutine_handle<> handle) noexcept;
  type await_resume();
};
template <class type, class made, class initial>
struct promise_base {
  made get_return_object();
  initial initial_suspend() noexcept;
  std::suspend_always final_suspend() noexcept;
  void unhandled_exception();
};
template <class type, class made, class initial>
struct promise : promise_base<type, made, initial> {
  void return_value(type value);
};
template <class made, class initial>
struct promise<void, made, initial> : promise_base<void, made, initial> {
  void return_void();
};
}  // namespace details

template <class type>
class result {
 public:
  using promise_type = details::promise<type, result, std::suspend_never>;
  result() noexcept = default;
  result(result&& other) noexcept;
  ~result();
  explicit operator bool() const noexcept;
  result_status status() const;
  void wait() const;
  result_status wait_for(std::chrono::nanoseconds time) const;
  type get();
  details::awaiter<type> operator co_await();
};
template <class type>
class shared_result {
 public:
  shared_result(result<type> other);
  shared_result(const shared_result& other) noexcept;
  type& get();
  details::awaiter<type> operator co_await();
};
template <class type>
class lazy_result {
 public:
  using promise_type = details::promise<type, lazy_result, std::suspend_always>;
  lazy_result(lazy_result&& other) noexcept;
  ~lazy_result() noexcept;
  details::awaiter<type> operator co_await();
};
template <class type>
class result_promise {
 public:
  result_promise();
  result_promise(result_promise&& other) noexcept;
  ~result_promise() noexcept;
  template <class... Arguments>
  void set_result(Arguments&&... arguments) {}
  result<type> get_result();
};

class executor {
 public:
  template <class Callable, class... Arguments>
  void post(Callable&& callable, Arguments&&... arguments) {}
};
template <class Concrete>
class derivable_executor : public executor {
 public:
  template <class Callable, class... Arguments>
  void post(Callable&& callable, Arguments&&... arguments) {}
  template <class Callable, class... Arguments>
  auto submit(Callable&& callable, Arguments&&... arguments)
      -> result<decltype(callable(arguments...))> {
    return {};
  }
};
class thread_pool_executor : public derivable_executor<thread_pool_executor> {};
class manual_executor : public derivable_executor<manual_executor> {
 public:
  bool loop_once();
};

class timer {
 public:
  timer() noexcept = default;
  timer(timer&& other) noexcept;
  ~timer() noexcept;
  void cancel();
};
class timer_queue {
 public:
  template <class Callable>
  timer make_timer(std::chrono::milliseconds due, std::chrono::milliseconds frequency,
                   std::shared_ptr<executor> executor, Callable&& callable) {
    return {};
  }
  template <class Callable>
  timer make_one_shot_timer(std::chrono::milliseconds due, std::shared_ptr<executor> executor,
                            Callable&& callable) {
    return {};
  }
};
details::awaiter<void> resume_on(std::shared_ptr<executor> executor);
}  // namespace concurrencpp
