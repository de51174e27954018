// The interface of libunifex, as far as the dialect describes it.
#pragma once
#include <coroutine>
#include <utility>

namespace unifex {
namespace detail {
struct sender {
  bool await_ready() noexcept;
  void await_suspend(std::coroutine_handle<> handle) noexcept;
  void await_resume();
};
}  // namespace detail

namespace _task {
template <class T>
struct _task {
  struct [[nodiscard]] type;
};
template <class T>
struct _promise {
  typename _task<T>::type get_return_object();
  std::suspend_always initial_suspend() noexcept;
  std::suspend_always final_suspend() noexcept;
  void unhandled_exception();
  void return_void();
  detail::sender await_transform(detail::sender awaited);
  template <class U>
  detail::sender await_transform(U&& awaited) {
    return {};
  }
};
template <class T>
struct _task<T>::type {
  using promise_type = _promise<T>;
};
}  // namespace _task
template <class T>
using task = typename _task::_task<T>::type;

namespace _sync_wait_cpo {
struct _fn {
  template <class Sender>
  void operator()(Sender&& sender) const {}
};
}  // namespace _sync_wait_cpo
inline constexpr _sync_wait_cpo::_fn sync_wait{};

namespace _then {
struct _fn {
  template <class Sender, class F>
  detail::sender operator()(Sender&& sender, F&& function) const {
    return {};
  }
};
}  // namespace _then
inline constexpr _then::_fn then{};

inline namespace v1 {
class async_mutex {
 public:
  async_mutex() noexcept;
  async_mutex(const async_mutex&) = delete;
  [[nodiscard]] bool try_lock() noexcept;
  [[nodiscard]] detail::sender async_lock() noexcept;
  void unlock() noexcept;
};
namespace _amre {
struct async_manual_reset_event {
  async_manual_reset_event() noexcept;
  explicit async_manual_reset_event(bool start_signalled) noexcept;
  void set() noexcept;
  bool ready() const noexcept;
  void reset() noexcept;
  [[nodiscard]] detail::sender async_wait() noexcept;
};
}  // namespace _amre
using _amre::async_manual_reset_event;
}  // namespace v1

namespace v2 {
class async_mutex {
 public:
  async_mutex() noexcept;
  [[nodiscard]] bool try_lock() noexcept;
  [[nodiscard]] detail::sender async_lock() noexcept;
  void unlock() noexcept;
};
class async_manual_reset_event {
 public:
  async_manual_reset_event() noexcept;
  void set() noexcept;
  [[nodiscard]] detail::sender async_wait() noexcept;
};
}  // namespace v2
}  // namespace unifex
