// The interface of copper, as far as the dialect describes it.
#pragma once
#include <chrono>
#include <cstddef>
#include <deque>
#include <optional>
#include <queue>
#include <type_traits>

namespace copper {
enum class channel_op_status { success, unavailable, closed };

template <class Channel>
class channel_pop_iterator {
 public:
  using value_type = typename Channel::value_type;
  channel_pop_iterator& operator++() &;
  std::add_lvalue_reference_t<value_type> operator*() const;
  bool operator==(const channel_pop_iterator& other) const;
};

template <class Channel>
class channel_read_view {
 public:
  explicit channel_read_view(Channel& channel);
  [[nodiscard]] auto pop() { return channel_->pop(); }

 private:
  Channel* channel_;
};

template <class Channel>
class channel_write_view {
 public:
  explicit channel_write_view(Channel& channel);
  template <class U>
  [[nodiscard]] auto push(U&& value) {
    return channel_->push(static_cast<U&&>(value));
  }

 private:
  Channel* channel_;
};

template <bool IsBuffered, class T, template <class...> class Buffer = std::queue,
          template <class...> class Operations = std::deque>
class channel {
 public:
  using value_type = T;
  using popped = std::conditional_t<std::is_void_v<T>, bool, std::optional<T>>;

  channel() = default;
  explicit channel(size_t max_size)
    requires(IsBuffered)
  {}
  channel(const channel&) = delete;

  [[nodiscard]] popped pop();
  [[nodiscard]] popped try_pop();
  template <class Rep, class Period>
  [[nodiscard]] popped try_pop_for(const std::chrono::duration<Rep, Period>& time);
  template <class... Args>
  [[nodiscard]] bool push(Args&&... args) {
    return true;
  }
  template <class... Args>
  [[nodiscard]] bool try_push(Args&&... args) {
    return true;
  }
  template <class... Args>
  [[nodiscard]] bool try_push_for(Args&&... args) {
    return true;
  }
  template <class F>
  [[nodiscard]] channel_op_status pop_func(F&& function) {
    return channel_op_status::success;
  }

  [[nodiscard]] channel_pop_iterator<channel> begin();
  [[nodiscard]] channel_pop_iterator<channel> end();
  [[nodiscard]] channel_read_view<channel> read_view();
  [[nodiscard]] channel_write_view<channel> write_view();
  size_t clear();
  void close();
  [[nodiscard]] bool is_read_closed();
  [[nodiscard]] bool is_write_closed();
};

template <class T, template <class> class... Args>
using buffered_channel = channel<true, T, Args...>;
template <class T, template <class> class... Args>
using unbuffered_channel = channel<false, T, Args...>;

namespace _detail {
template <class F>
struct popper {
  F func;
};
}  // namespace _detail

template <class F, bool IsBuffered, class T, template <class...> class... Args>
[[nodiscard]] auto operator>>(channel<IsBuffered, T, Args...>& channel, F&& func) {
  return _detail::popper<std::decay_t<F>>{static_cast<F&&>(func)};
}
template <class... Ops>
[[nodiscard]] channel_op_status select(Ops&&... ops) {
  return channel_op_status::success;
}
}  // namespace copper
