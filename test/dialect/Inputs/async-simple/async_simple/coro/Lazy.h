// The interface of async_simple, as far as the dialect describes it.
#pragma once
#include <chrono>
#include <coroutine>
#include <cstddef>
#include <exception>
#include <functional>
#include <mutex>
#include <utility>

namespace async_simple {
class Executor {
 public:
  virtual ~Executor() {}
  virtual bool schedule(std::function<void()> function) = 0;
};

template <class T>
class Try {
 public:
  Try(T&& value);
};

template <class T>
class Future {
 public:
  explicit Future(void* state);
  Future(Try<T>&& value);
  Future(Future&& other);
  Future& operator=(Future&& other);
  bool valid() const;
  T get() &&;
  void wait();
  template <class F>
  Future thenValue(F&& function) && {
    return std::move(*this);
  }
};
template <class T>
Future<T> makeReadyFuture(T&& value);

template <class T>
class Promise {
 public:
  Promise();
  Promise(const Promise& other);
  Future<T> getFuture();
  Promise& forceSched();
  void setValue(T&& value);
  void setException(std::exception_ptr error);
};

namespace executors {
class SimpleExecutor : public Executor {
 public:
  explicit SimpleExecutor(size_t threads);
  ~SimpleExecutor();
  bool schedule(std::function<void()> function) override;
};
}  // namespace executors

namespace coro {
template <class T>
class [[nodiscard]] Lazy;
template <class T>
class [[nodiscard]] RescheduleLazy;

namespace detail {
template <class T>
struct Awaiter {
  bool await_ready() noexcept;
  void await_suspend(std::coroutine_handle<> handle) noexcept;
  T await_resume();
};
struct PromiseBase {
  std::suspend_always initial_suspend() noexcept;
  std::suspend_always final_suspend() noexcept;
  void unhandled_exception();
  template <class Awaitable>
  auto await_transform(Awaitable&& awaitable) {
    return std::forward<Awaitable>(awaitable).coAwait(nullptr);
  }
};
template <class T>
struct LazyPromise : PromiseBase {
  Lazy<T> get_return_object();
  void return_value(T value);
};
template <>
struct LazyPromise<void> : PromiseBase {
  Lazy<void> get_return_object();
  void return_void();
};
template <class T>
class LazyBase {
 public:
  template <class F>
  void start(F&& callback) {}
  bool isReady() const;
};
}  // namespace detail

template <class T = void>
class [[nodiscard]] Lazy : public detail::LazyBase<T> {
 public:
  using promise_type = detail::LazyPromise<T>;
  RescheduleLazy<T> via(Executor* executor) &&;
  detail::Awaiter<T> coAwait(Executor* executor);
};
template <class T = void>
class [[nodiscard]] RescheduleLazy : public detail::LazyBase<T> {
 public:
  void detach();
};

template <class LazyType>
void syncAwait(LazyType&& lazy) {}
template <class Rep, class Period>
Lazy<void> sleep(std::chrono::duration<Rep, Period> time);

class Latch {
 public:
  explicit Latch(size_t count);
  Lazy<void> count_down(size_t update = 1);
  Lazy<bool> try_wait() const noexcept;
  Lazy<void> wait() const noexcept;
  Lazy<void> arrive_and_wait(size_t update = 1) noexcept;
};

template <size_t LeastMaxValue = 0xffffffff>
class CountingSemaphore {
 public:
  explicit CountingSemaphore(size_t desired);
  Lazy<void> acquire() noexcept;
  Lazy<void> release(size_t update = 1) noexcept;
  Lazy<bool> try_acquire() noexcept;
};
using BinarySemaphore = CountingSemaphore<1>;

struct LockAwaiter : detail::Awaiter<void> {
  LockAwaiter coAwait(Executor* executor);
};
class Mutex {
 public:
  struct ScopedLockAwaiter : detail::Awaiter<std::unique_lock<Mutex>> {
    ScopedLockAwaiter coAwait(Executor* executor);
  };
  bool tryLock() noexcept;
  [[nodiscard]] ScopedLockAwaiter coScopedLock() noexcept;
  [[nodiscard]] LockAwaiter coLock() noexcept;
  void unlock() noexcept;
};
class SpinLock {
 public:
  bool tryLock() noexcept;
  Lazy<> coLock();
  void lock() noexcept;
  void unlock() noexcept;
};
class ScopedSpinLock {
 public:
  explicit ScopedSpinLock(SpinLock& lock);
  ~ScopedSpinLock();
};

template <class Lock>
class SharedMutexBase {
 public:
  Lazy<> coLock() noexcept;
  bool tryLock() noexcept;
  Lazy<void> unlock() noexcept;
  Lazy<void> coLockShared();
  bool tryLockShared();
  Lazy<void> unlockShared();
};
struct SharedMutex : public SharedMutexBase<SpinLock> {
  SharedMutex(int count = 128);
};

template <class Lock>
class ConditionVariable {
 public:
  void notify() noexcept;
  void notifyOne() noexcept;
  void notifyAll() noexcept;
  template <class Pred>
  Lazy<> wait(Lock& lock, Pred&& pred) noexcept {
    return {};
  }
};
}  // namespace coro
}  // namespace async_simple
