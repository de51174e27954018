// The interface of stlab's futures, as far as the dialect describes it.
#pragma once
#include <chrono>
#include <coroutine>
#include <type_traits>
#include <utility>

namespace stlab {
inline namespace v2 {
namespace detail {
enum class executor_priority { high, medium, low };
template <executor_priority P = executor_priority::medium>
struct executor_type {
  template <class F>
  auto operator()(F&& f) const -> std::enable_if_t<std::is_nothrow_invocable_v<std::decay_t<F>>> {}
};
struct immediate_executor_type {
  template <class F>
  auto operator()(F&& f) const -> std::enable_if_t<std::is_nothrow_invocable_v<F>> {
    std::forward<F>(f)();
  }
};
}  // namespace detail

inline constexpr auto low_executor = detail::executor_type<detail::executor_priority::low>{};
inline constexpr auto default_executor = detail::executor_type<detail::executor_priority::medium>{};
inline constexpr auto immediate_executor = detail::immediate_executor_type{};

template <class T>
class [[nodiscard]] future {
 public:
  future() = default;
  bool valid() const;
  template <class F>
  auto then(F&& f) const& {
    return future<std::invoke_result_t<F>>();
  }
  void detach() const;
  bool is_ready() const&;
};

template <class E, class F, class... Args>
auto async(const E& executor, F&& f, Args&&... args)
    -> future<std::invoke_result_t<std::decay_t<F>, std::decay_t<Args>...>> {
  return {};
}
template <class E, class F, class... Ts>
auto when_all(const E& executor, F f, future<Ts>... args) {
  return future<std::invoke_result_t<F>>();
}
template <class T>
T await(future<T>&& x) {
  return T();
}

class serial_queue_t {
 public:
  template <class Executor>
  explicit serial_queue_t(Executor executor) {}
  auto executor() const {
    return [](auto&& f) {};
  }
  template <class F>
  auto operator()(F&& f) const {
    return async(executor(), std::forward<F>(f));
  }
};
}  // namespace v2
}  // namespace stlab

template <class... Args>
struct std::coroutine_traits<stlab::future<void>, Args...> {
  struct promise_type {
    stlab::future<void> get_return_object();
    std::suspend_never initial_suspend() const;
    std::suspend_never final_suspend() const noexcept;
    void return_void();
    void unhandled_exception();
  };
};

template <class T>
auto operator co_await(stlab::future<T> f) {
  struct awaiter {
    stlab::future<T> input;
    bool await_ready() { return input.is_ready(); }
    T await_resume() { return T(); }
    void await_suspend(std::coroutine_handle<> handle) {}
  };
  return awaiter{std::move(f)};
}
