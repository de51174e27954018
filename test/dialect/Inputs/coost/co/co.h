// What a program sees of coost, as far as the tests use it.
#pragma once

namespace co {
template <class F>
void go(F&&) {}
template <class F, class P>
void go(F&&, P&&) {}
void sleep(unsigned ms);

template <class T>
class chan {
 public:
  explicit chan(unsigned cap = 1, unsigned ms = -1);
  chan(const chan&);
  chan& operator>>(T& value) const;
  chan& operator<<(const T& value) const;
  bool done() const;
  void close() const;
  explicit operator bool() const;
};
class wait_group {
 public:
  explicit wait_group(unsigned n);
  wait_group();
  wait_group(const wait_group&);
  void add(unsigned n = 1) const;
  void done() const;
  void wait() const;
};
class mutex {
 public:
  mutex();
  mutex(const mutex&);
  void lock() const;
  void unlock() const;
  bool try_lock() const;
};
class mutex_guard {
 public:
  explicit mutex_guard(const mutex& m);
  explicit mutex_guard(const mutex* m);
  ~mutex_guard();
};

namespace xx {
template <class F>
struct Defer {
  Defer(F&&) {}
  ~Defer() {}
};
template <class F>
Defer<F> make_defer(F&& f) {
  return Defer<F>(static_cast<F&&>(f));
}
}  // namespace xx
}  // namespace co

using co::go;

#define COOST_NAME_(n) _co_defer_##n
#define COOST_NAME(n) COOST_NAME_(n)
#define defer(e) auto COOST_NAME(__LINE__) = co::xx::make_defer([&]() { e; })
