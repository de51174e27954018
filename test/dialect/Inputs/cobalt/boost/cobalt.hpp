// The interface of Boost.Cobalt, as far as the dialect describes it.
#pragma once
#include <coroutine>
#include <cstddef>
#include <tuple>

namespace boost::cobalt {
namespace detail {
template <class T>
struct awaiter {
  bool await_ready() noexcept;
  void await_suspend(std::coroutine_handle<> handle) noexcept;
  T await_resume();
};
template <class Class, class T, class Start>
struct promise {
  Class get_return_object();
  Start initial_suspend() noexcept;
  std::suspend_always final_suspend() noexcept;
  void unhandled_exception();
  void return_value(T value);
};
template <class Class, class Start>
struct promise<Class, void, Start> {
  Class get_return_object();
  Start initial_suspend() noexcept;
  std::suspend_always final_suspend() noexcept;
  void unhandled_exception();
  void return_void();
};
}  // namespace detail

template <class T>
struct [[nodiscard]] task {
  using promise_type = detail::promise<task, T, std::suspend_always>;
  detail::awaiter<T> operator co_await();
};
template <class T>
struct [[nodiscard]] promise {
  using promise_type = detail::promise<promise, T, std::suspend_never>;
  detail::awaiter<T> operator co_await();
  bool ready() const;
};

template <class T>
struct channel {
  explicit channel(std::size_t limit = 0u);
  ~channel();
  bool is_open() const;
  void close();
  detail::awaiter<T> read();
  detail::awaiter<void> write(const T& value);
};

struct executor {};
struct use_op_t {};
constexpr use_op_t use_op{};
template <class T, class Token>
auto spawn(executor executor, task<T>&& t, Token&& token) -> void;
template <class T>
T run(task<T> t);
template <class... Promises>
detail::awaiter<int> race(Promises&&... promises);
}  // namespace boost::cobalt
