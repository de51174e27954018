// What a program sees of libgo, as far as the tests use it.
#pragma once
#include <chrono>
#include <condition_variable>
#include <mutex>

namespace libgo {
class Mutex {
 public:
  void lock();
  bool try_lock();
  void unlock();
};
class SharedMutex {
 public:
  void lock();
  void unlock();
  void lock_shared();
  void unlock_shared();
};
class ConditionVariable {
 public:
  void wait(std::unique_lock<Mutex>& lock);
  template <class P>
  void wait(std::unique_lock<Mutex>&, P) {}
  int notify_one();
  int notify_all();
};
template <class T>
class Channel {
 public:
  explicit Channel(std::size_t capacity = 0, bool throws = true);
  const Channel& operator<<(const T& value) const;
  template <class U>
  const Channel& operator>>(U& value) const;
  bool push(const T& value) const;
  template <class U>
  bool pop(U& value) const;
  bool try_push(const T& value) const;
  template <class U>
  bool try_pop(U& value) const;
  void close() const;
  bool closed() const;
};
}  // namespace libgo

namespace co {
using co_mutex = libgo::Mutex;
using co_condition_variable = libgo::ConditionVariable;

class CoRWMutex : public libgo::SharedMutex {
 public:
  void RLock();
  void RUnlock();
  void WLock();
  void WUnlock();
};
using co_rwmutex = CoRWMutex;

template <class T>
class Channel : public libgo::Channel<T> {
 public:
  explicit Channel(std::size_t capacity = 0, bool throws = true);
  bool TryPush(const T& value) const;
  bool TryPop(T& value) const;
  template <class R, class P>
  bool TimedPop(T& value, std::chrono::duration<R, P> time) const;
  void Close() const;
};
template <class T>
using co_chan = Channel<T>;

enum { opt_stack_size };
template <int Option>
struct __go_option {
  std::size_t value;
};
struct __go {
  __go(const char* file, int line);
  template <class F>
  void operator-(const F&) {}
  __go& operator-(const __go_option<opt_stack_size>& option);
};
template <class F>
class __defer {
 public:
  explicit __defer(F&&) {}
  ~__defer() {}
};
struct __defer_op {
  template <class F>
  __defer<F> operator-(F&& f) {
    return __defer<F>(static_cast<F&&>(f));
  }
};
struct Processer {
  static void StaticCoYield();
};
}  // namespace co

using co::co_chan;
using co::co_condition_variable;
using co::co_mutex;
using co::co_rwmutex;

#define LIBGO_NAME_(n) __defer_##n
#define LIBGO_NAME(n) LIBGO_NAME_(n)
#define go ::co::__go(__FILE__, __LINE__) -
#define co_stack(size) ::co::__go_option<::co::opt_stack_size>{size} -
#define co_defer auto LIBGO_NAME(__LINE__) = ::co::__defer_op() -
#define co_yield do { ::co::Processer::StaticCoYield(); } while (0)
