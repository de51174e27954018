// What a program sees of libgolang, as far as the tests use it.
#pragma once
#include <functional>
#include <utility>

namespace golang {
using Nil = decltype(nullptr);
template <class F>
using func = std::function<F>;

template <class T>
class chan {
 public:
  chan();
  chan(Nil);
  chan(const chan&);
  chan& operator=(const chan&);
  ~chan();
  void send(const T& value) const;
  T recv() const;
  std::pair<T, bool> recv_() const;
  void close() const;
  unsigned len() const;
  unsigned cap() const;
  bool operator==(Nil) const;
};
template <class T>
chan<T> makechan(unsigned size = 0);

template <class F, class... Args>
void go(F, Args...) {}
[[noreturn]] void panic(const char* why);

#define GOLANG_NAME_(n) _defer_##n
#define GOLANG_NAME(n) GOLANG_NAME_(n)
#define defer(f) golang::_deferred GOLANG_NAME(__LINE__)(f)
struct _deferred {
  _deferred(func<void()> f);
  ~_deferred();
};

template <class T>
class refptr {
 public:
  refptr();
  refptr(Nil);
  refptr(const refptr&);
  refptr& operator=(const refptr&);
  ~refptr();
  T* operator->() const;
  T& operator*() const;
  bool operator==(Nil) const;
  bool operator!=(Nil) const;
};
struct _error {};
using error = refptr<_error>;
}  // namespace golang

namespace golang::context {
class _Context {
 public:
  chan<int> done();
  error err();
};
using Context = refptr<_Context>;
Context background();
std::pair<Context, func<void()>> with_cancel(Context parent);
}  // namespace golang::context

namespace golang::sync {
class Mutex {
 public:
  void lock();
  void unlock();
};
class RWMutex {
 public:
  void Lock();
  void Unlock();
  void RLock();
  void RUnlock();
};
class Sema {
 public:
  Sema();
  void acquire();
  void release();
};
class Once {
 public:
  void do_(const func<void()>& f);
};
class WaitGroup {
 public:
  void add(int delta);
  void done();
  void wait();
};
class _WorkGroup {
 public:
  void go(func<error(context::Context)> f);
  error wait();
};
using WorkGroup = refptr<_WorkGroup>;
WorkGroup NewWorkGroup(context::Context ctx);
}  // namespace golang::sync

namespace golang::time {
constexpr double second = 1;
void sleep(double seconds);
struct _Ticker {
  chan<double> c;
  void stop();
};
struct _Timer {
  chan<double> c;
  bool stop();
  void reset(double seconds);
};
using Ticker = refptr<_Ticker>;
using Timer = refptr<_Timer>;
Ticker new_ticker(double seconds);
Timer new_timer(double seconds);
Timer after_func(double seconds, func<void()> f);
chan<double> after(double seconds);
chan<double> tick(double seconds);
}  // namespace golang::time
