// The interface of helio's fibers, as far as the dialect describes it.
#pragma once
#include <chrono>
#include <cstddef>
#include <mutex>
#include <string_view>
#include <utility>

namespace util {
namespace fb2 {
enum class Launch { post, dispatch };

class Fiber {
 public:
  Fiber() = default;
  template <typename Fn>
  Fiber(Fn&& fn) {}
  template <typename Fn>
  Fiber(std::string_view name, Fn&& fn) {}
  template <typename Fn>
  Fiber(Launch policy, Fn&& fn) {}
  Fiber(Fiber&& other) noexcept;
  Fiber& operator=(Fiber&& other) noexcept;
  ~Fiber();
  void Join();
  void JoinIfNeeded();
  void Detach();
  bool IsJoinable() const noexcept;
};

template <typename T>
class SimpleChannel {
 public:
  SimpleChannel(size_t n, unsigned num_producers = 1);
  template <typename... Args>
  void Push(Args&&... args) noexcept;
  bool Pop(T& dest);
  template <typename... Args>
  bool TryPush(Args&&... args) noexcept;
  bool TryPop(T& dest);
  void StartClosing();
  bool IsClosing() const;
};

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
template <typename M>
class LockGuard {
 public:
  explicit LockGuard(M& mutex);
  ~LockGuard();
};
class CondVar {
 public:
  void notify_one() noexcept;
  void notify_all() noexcept;
  void wait(std::unique_lock<Mutex>& lock);
  template <typename Pred>
  void wait(std::unique_lock<Mutex>& lock, Pred pred) {}
};

enum DoneWaitDirective { AND_NOTHING, AND_RESET };
class Done {
 public:
  Done();
  void Notify();
  bool Wait(DoneWaitDirective reset = AND_NOTHING);
  void Reset();
};
class EmbeddedBlockingCounter {
 public:
  EmbeddedBlockingCounter(unsigned start = 0);
  void Add(unsigned n = 1);
  void Dec();
  bool Wait();
};
class Barrier {
 public:
  explicit Barrier(std::size_t initial);
  bool Wait();
};
}  // namespace fb2

template <typename Fn>
fb2::Fiber MakeFiber(Fn&& fn) {
  return fb2::Fiber(std::string_view{}, std::forward<Fn>(fn));
}

namespace ThisFiber {
void SleepFor(std::chrono::milliseconds d);
void Yield();
}  // namespace ThisFiber
}  // namespace util
