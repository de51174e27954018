// What a program sees of marl, as far as the tests use it.
#pragma once
#include <chrono>
#include <mutex>

namespace marl {
struct Allocator;
class WaitGroup {
 public:
  WaitGroup(unsigned count = 0, Allocator* allocator = nullptr);
  void add(unsigned count = 1) const;
  bool done() const;
  void wait() const;
};
class mutex {
 public:
  void lock();
  void unlock();
  bool try_lock();
};
class lock {
 public:
  lock(mutex& m);
  ~lock();
  bool owns_lock() const;
};
class ConditionVariable {
 public:
  ConditionVariable(Allocator* allocator = nullptr);
  void notify_one();
  void notify_all();
  template <class P>
  void wait(marl::lock&, P&&) {}
  template <class R, class D, class P>
  bool wait_for(marl::lock&, const std::chrono::duration<R, D>&, P&&) {
    return true;
  }
};
template <class F, class... Args>
void schedule(F&&, Args&&...) {}
template <class F, class... Args>
auto blocking_call(F&& f, Args&&... args) -> decltype(f(args...)) {
  return f(args...);
}

template <class F>
class FinallyImpl {
 public:
  FinallyImpl(F&&) {}
  FinallyImpl(FinallyImpl&&) {}
  ~FinallyImpl() {}
};
template <class F>
FinallyImpl<F> make_finally(F&& f) {
  return FinallyImpl<F>(static_cast<F&&>(f));
}
}  // namespace marl

#define MARL_NAME_(n) defer_##n
#define MARL_NAME(n) MARL_NAME_(n)
#define defer(x) auto MARL_NAME(__LINE__) = marl::make_finally([&] { x; })
