// The interface of folly's fibers, as far as the dialect describes it.
#pragma once
#include <chrono>
#include <cstddef>
#include <utility>

namespace folly::fibers {
class Baton {
 public:
  Baton() noexcept;
  void wait();
  template <class F>
  void wait(F&& mainContextFunc) {}
  bool try_wait();
  bool try_wait_for(std::chrono::milliseconds timeout);
  void post();
  void reset();
};
class Semaphore {
 public:
  explicit Semaphore(size_t tokens);
  void signal();
  void wait();
  bool try_wait();
};
class TimedMutex {
 public:
  void lock();
  bool try_lock();
  bool try_lock_for(std::chrono::milliseconds timeout);
  void unlock();
};
class TimedRWMutexImpl {
 public:
  void lock();
  void unlock();
  void lock_shared();
  void unlock_shared();
};
using TimedRWMutex = TimedRWMutexImpl;

class FiberManager {
 public:
  template <class F>
  void addTask(F&& func) {}
  template <class F>
  void addTaskRemote(F&& func) {}
  template <class F>
  void runInMainContext(F&& func) {}
};
template <class F>
void addTask(F&& func) {}
void yield();
}  // namespace folly::fibers
