// The interface of userver, as far as the dialect describes it.
#pragma once
#include <chrono>
#include <mutex>
#include <string>
#include <utility>

namespace userver {
namespace engine {
class TaskProcessor;

class TaskBase {
 public:
  bool IsValid() const;
  void Wait() const;
  void RequestCancel();
};
class Task : public TaskBase {
 public:
  ~Task();
  void Detach() &&;
};
template <class T>
class TaskWithResult : public Task {
 public:
  TaskWithResult() = default;
  TaskWithResult(TaskWithResult&& other) noexcept;
  TaskWithResult& operator=(TaskWithResult&& other) noexcept;
  T Get();
};
template <class F, class... Args>
[[nodiscard]] TaskWithResult<void> AsyncNoSpan(F&& f, Args&&... args) {
  return {};
}
template <class F, class... Args>
[[nodiscard]] TaskWithResult<void> AsyncNoSpan(TaskProcessor& processor, F&& f, Args&&... args) {
  return {};
}

class Mutex {
 public:
  void lock();
  void unlock();
  bool try_lock() noexcept;
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
  template <class Predicate>
  bool Wait(std::unique_lock<Mutex>& lock, Predicate&& predicate) {
    return predicate();
  }
  void NotifyOne();
  void NotifyAll();
};
class SingleUseEvent {
 public:
  void Wait();
  void WaitNonCancellable() noexcept;
  void Send() noexcept;
};
void SleepFor(std::chrono::milliseconds d);
void Yield();
}  // namespace engine
namespace utils {
template <class F, class... Args>
[[nodiscard]] engine::TaskWithResult<void> Async(std::string name, F&& f, Args&&... args) {
  return {};
}
}  // namespace utils
}  // namespace userver
