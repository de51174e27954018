// What a program sees of acl's lib_fiber, as far as the tests use it.
#pragma once
#include <functional>
#include <memory>

namespace acl {
class fiber {
 public:
  static void yield();
  static unsigned delay(unsigned ms);
};
class go_fiber {
 public:
  go_fiber() = default;
  go_fiber(std::size_t stack, bool shared);
  std::shared_ptr<fiber> operator>(std::function<void()> f) const;
  void operator<(std::function<void()> f);
};
class wait_group {
 public:
  wait_group();
  ~wait_group();
  void add(int n);
  void done();
  void wait();
};
class fiber_mutex {
 public:
  bool lock();
  bool trylock();
  bool unlock();
};
class fiber_mutex_guard {
 public:
  explicit fiber_mutex_guard(fiber_mutex& mutex);
  ~fiber_mutex_guard();
};
template <class T>
class channel {
 public:
  channel();
  ~channel();
  channel& operator<<(T& value);
  channel& put(T& value);
  void pop(T& value);
};
}  // namespace acl

#define go acl::go_fiber() >
#define go_stack(size) acl::go_fiber(size, false) >
#define go_wait_fiber acl::go_fiber() <
