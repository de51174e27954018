// What a program sees of PhotonLibOS, as far as the tests use it.
#pragma once
#include <cstdint>
#include <utility>

template <class F>
class Defer {
 public:
  Defer(F f) : f_(f) {}
  ~Defer() { f_(); }

 private:
  F f_;
};
template <class F>
Defer<F> make_defer(F f) {
  return Defer<F>(f);
}
#define PHOTON_NAME_(n) __defer__##n
#define PHOTON_NAME(n) PHOTON_NAME_(n)
#define DEFER(f) auto PHOTON_NAME(__LINE__) = make_defer([&]() { f; })

struct Timeout {
  Timeout(uint64_t microseconds = -1);
};

namespace photon {
struct thread;
template <class F, class... Args>
thread* thread_create11(F&&, Args&&...) {
  return nullptr;
}
template <class F, class... Args>
thread* go(F&&, Args&&...) {
  return nullptr;
}
thread* thread_create(void* (*start)(void*), void* argument);
int thread_usleep(uint64_t microseconds);
int thread_yield();

class mutex {
 public:
  int lock(Timeout timeout = {});
  int try_lock();
  void unlock();
};
template <class M>
class locker {
 public:
  explicit locker(M& mutex, uint64_t how = 2);
  ~locker();
};
using scoped_lock = locker<mutex>;
#define SCOPED_LOCK(m) photon::scoped_lock PHOTON_NAME(__LINE__)(m)
class condition_variable {
 public:
  int wait(mutex& m, Timeout timeout = {});
  int wait(scoped_lock& lock, Timeout timeout = {});
  thread* notify_one();
  int notify_all();
};
class semaphore {
 public:
  explicit semaphore(uint64_t count = 0);
  int wait(uint64_t count, Timeout timeout = {});
  int signal(uint64_t count);
};
template <class T>
class channel {
 public:
  channel();
  explicit channel(std::size_t capacity);
  ~channel();
  void close();
  bool is_closed() const;
  bool send(const T& value, Timeout timeout = {});
  std::pair<T, bool> recv(Timeout timeout = {});
  bool recv(T& value, Timeout timeout = {});
  bool try_send(const T& value);
  bool try_recv(T& value);
  channel& operator<<(const T& value);
  channel& operator>>(T& value);
};
}  // namespace photon
