// The interface of HPX, as far as the dialect describes it.
#pragma once
#include <chrono>
#include <cstddef>
#include <mutex>
#include <utility>

namespace hpx {
namespace detail {
struct async_policy {};
struct sync_policy {};
struct deferred_policy {};
}  // namespace detail
struct launch {
  using async_policy = detail::async_policy;
  using sync_policy = detail::sync_policy;
  using deferred_policy = detail::deferred_policy;
  static const detail::async_policy async;
  static const detail::sync_policy sync;
  static const detail::deferred_policy deferred;
};
enum class cv_status { no_timeout, timeout, error };
enum class future_status { ready, timeout, deferred, uninitialized };

template <class R>
class future {
 public:
  future() noexcept = default;
  future(future&& other) noexcept;
  future& operator=(future&& other) noexcept;
  R get();
  void wait() const;
  bool is_ready() const noexcept;
  future_status wait_for(std::chrono::nanoseconds time) const;
};
template <class R>
class shared_future {
 public:
  shared_future(future<R>&& other) noexcept;
  shared_future(const shared_future& other);
  const R& get() const;
};
template <class R>
class promise {
 public:
  promise();
  promise(promise&& other) noexcept;
  ~promise();
  future<R> get_future();
  template <class... Ts>
  void set_value(Ts&&... values) {}
};

namespace lcos::local {
namespace detail {
template <class T>
class channel_base {
 public:
  T get(launch::sync_policy) const;
  future<T> get(size_t generation = -1) const;
  void set(T value, size_t generation = -1);
  void set(launch::sync_policy, T value, size_t generation = -1);
  size_t close(bool force = false);
  struct iterator {
    const T& operator*() const;
    iterator& operator++();
    bool operator!=(const iterator& other) const;
  };
  iterator begin() const;
  iterator end() const;
};
}  // namespace detail
template <class T>
class channel : protected detail::channel_base<T> {
 public:
  channel();
  using detail::channel_base<T>::begin;
  using detail::channel_base<T>::close;
  using detail::channel_base<T>::end;
  using detail::channel_base<T>::get;
  using detail::channel_base<T>::set;
};
template <class T>
class one_element_channel : protected detail::channel_base<T> {
 public:
  one_element_channel();
  using detail::channel_base<T>::close;
  using detail::channel_base<T>::get;
  using detail::channel_base<T>::set;
};
template <class T>
class send_channel : private detail::channel_base<T> {
 public:
  send_channel(const channel<T>& channel);
  using detail::channel_base<T>::close;
  using detail::channel_base<T>::set;
};
template <class T>
class receive_channel : protected detail::channel_base<T> {
 public:
  receive_channel(const channel<T>& channel);
  using detail::channel_base<T>::get;
};
class event {
 public:
  event() noexcept;
  void wait();
  void set();
};
}  // namespace lcos::local
using lcos::local::channel;

class latch {
 public:
  explicit latch(std::ptrdiff_t count);
  void count_down(std::ptrdiff_t update);
  void wait() const;
  void arrive_and_wait(std::ptrdiff_t update = 1);
};
template <class Completion = int>
class barrier {
 public:
  explicit barrier(std::ptrdiff_t expected, Completion completion = Completion());
  void arrive_and_wait();
};
namespace detail {
template <std::ptrdiff_t Least>
class counting_semaphore {
 public:
  explicit counting_semaphore(std::ptrdiff_t value);
  void acquire();
  void release(std::ptrdiff_t update = 1);
};
template <class Mutex>
class shared_mutex {
 public:
  void lock();
  void unlock();
  void lock_shared();
  void unlock_shared();
};
}  // namespace detail
template <std::ptrdiff_t Least = 64>
using counting_semaphore = detail::counting_semaphore<Least>;
using shared_mutex = detail::shared_mutex<int>;

class mutex {
 public:
  mutex(const char* description = "");
  void lock();
  bool try_lock();
  void unlock();
};
class condition_variable {
 public:
  void notify_one() const;
  void notify_all() const;
  void wait(std::unique_lock<mutex>& lock);
  template <class Predicate>
  void wait(std::unique_lock<mutex>& lock, Predicate predicate) {}
  cv_status wait_for(std::unique_lock<mutex>& lock, std::chrono::nanoseconds time);
};

class thread {
 public:
  thread() noexcept;
  template <class F, class... Ts>
  explicit thread(F&& f, Ts&&... values) {}
  ~thread();
  thread(thread&& other) noexcept;
  bool joinable() const noexcept;
  void join();
  void detach();
};
class jthread {
 public:
  template <class F, class... Ts>
  explicit jthread(F&& f, Ts&&... values) {}
  ~jthread();
  void join();
};

template <class F, class... Ts>
auto async(F&& f, Ts&&... values) -> future<decltype(f(values...))> {
  return {};
}
template <class F>
auto async(const detail::async_policy& policy, F&& f) -> future<decltype(f())> {
  return {};
}
template <class F>
auto async(const detail::deferred_policy& policy, F&& f) -> future<decltype(f())> {
  return {};
}
template <class F, class... Ts>
bool post(F&& f, Ts&&... values) {
  return false;
}
namespace util {
template <class Lock>
struct ignore_while_checking {
  explicit ignore_while_checking(const Lock* lock) noexcept;
  ~ignore_while_checking();
};
}  // namespace util
namespace this_thread {
void yield() noexcept;
void sleep_for(std::chrono::nanoseconds time);
}  // namespace this_thread
}  // namespace hpx
