// The names of async_simple are recognised, in declarations like its own.
// RUN: %chanvet model %s -- -std=c++20 -I %S/Inputs/async-simple | FileCheck %s
// RUN: not %chanvet check --no-cache --format short %s -- -std=c++20 -I %S/Inputs/async-simple \
// RUN:   | FileCheck %s --check-prefix=FOUND '--implicit-check-not={{error|warning}}:'
// RUN: %python %S/extract.py %source/docs/dialects/async-simple.md cpp "" > %t.cpp
// RUN: not %chanvet check --no-cache --format short %t.cpp -- -std=c++20 -I %S/Inputs/async-simple \
// RUN:   | FileCheck %s --check-prefix=PAGE
// PAGE: :8:12: error: lock of 'mutex' blocks for ever: this fiber holds it already [lock-double]
#include <thread>

#include <async_simple/coro/Lazy.h>

using namespace async_simple;
using namespace async_simple::coro;

// CHECK-LABEL: function counts(
// CHECK: latch.done(
// CHECK: latch.wait(
// CHECK: latch.wait arriving(
// CHECK: semaphore.wait(
// CHECK: semaphore.add(
// CHECK: semaphore.try_wait(
// CHECK: = sleep
Lazy<> counts(Latch& done, BinarySemaphore& free) {
  co_await done.count_down();
  co_await done.wait();
  co_await done.arrive_and_wait();
  co_await free.acquire();
  co_await free.release();
  if (co_await free.try_acquire()) co_await free.release();
  co_await coro::sleep(std::chrono::seconds(1));
}

// CHECK-LABEL: function locks(
// CHECK: mutex.lock(
// CHECK: mutex.unlock(
// CHECK: mutex.try_lock(
// CHECK: mutex.lock(
// CHECK: mutex.lock(
// CHECK: mutex.unlock(
// CHECK: rw_mutex.lock(
// CHECK: rw_mutex.unlock(
// CHECK: rw_mutex.lock_shared(
// CHECK: rw_mutex.unlock_shared(
// CHECK: condition.condition_wait(
// CHECK: condition.signal(
// CHECK: condition.broadcast(
Lazy<> locks(Mutex& mutex, SpinLock& spin, SharedMutex& shared, ConditionVariable<Mutex>& ready) {
  co_await mutex.coLock();
  mutex.unlock();
  if (mutex.tryLock()) mutex.unlock();
  co_await spin.coLock();
  spin.unlock();
  {
    ScopedSpinLock lock(spin);
  }
  co_await shared.coLock();
  co_await shared.unlock();
  co_await shared.coLockShared();
  co_await shared.unlockShared();
  co_await mutex.coLock();
  co_await ready.wait(mutex, [] { return true; });
  mutex.unlock();
  ready.notifyOne();
  ready.notifyAll();
}

// CHECK-LABEL: function futures(
// CHECK: promise.future_of(
// CHECK: spawn {{.*}} taking turns
// CHECK: future.get(
int futures() {
  executors::SimpleExecutor pool(2);
  Promise<int> promise;
  Future<int> future = promise.getFuture();
  pool.schedule([promise]() mutable { promise.setValue(1); });
  return std::move(future).get();
}

// CHECK-LABEL: function runs(
// CHECK: call @counts
void runs(Latch& done, BinarySemaphore& free) { syncAwait(counts(done, free)); }

Lazy<> work(Latch& done) { co_await done.count_down(); }

// What is started on an executor is not followed.
Lazy<> okStarted(Executor* executor) {
  Latch done(2);
  work(done).via(executor).detach();
  work(done).via(executor).start([](auto&&) {});
  co_await done.wait();
}

Lazy<> okAwaited() {
  Latch done(1);
  co_await work(done);
  co_await done.wait();
}

Lazy<> okScopedLock() {
  Mutex mutex;
  {
    auto lock = co_await mutex.coScopedLock();
  }
  co_await mutex.coLock();
  mutex.unlock();
}

int okReady() {
  Future<int> ready = makeReadyFuture(1);
  Future<int> made(Try<int>(2));
  return std::move(ready).get() + std::move(made).get();
}

int okThen() {
  Promise<int> promise;
  auto next = promise.getFuture().thenValue([](int value) { return value; });
  promise.forceSched().setValue(1);
  return std::move(next).get();
}

int okThread() {
  Promise<int> promise;
  auto future = promise.getFuture();
  std::thread worker([promise]() mutable { promise.setValue(1); });
  int value = std::move(future).get();
  worker.join();
  return value;
}

Lazy<> badWait() {
  BinarySemaphore free(0);
  co_await free.acquire();
}  // FOUND: :[[@LINE-1]]:{{.*}}wait for 'free' can block for ever: the fiber leaks [fiber-leak]

Lazy<> badTask(Latch& done) {
  done.count_down();  // FOUND: :[[@LINE]]:{{.*}}'count_down' is not awaited{{.*}}[error-dropped]
  co_return;
}

Lazy<> badRelock() {
  Mutex mutex;
  co_await mutex.coLock();
  co_await mutex.coLock();  // FOUND: :[[@LINE]]:{{.*}}[lock-double]
}

Lazy<> badShared() {
  SharedMutex mutex;
  co_await mutex.coLock();
  co_await mutex.coLockShared();  // FOUND: :[[@LINE]]:{{.*}}[lock-double]
}

Lazy<> badCount() {
  Latch done(1);
  co_await done.count_down();
  co_await done.count_down();  // FOUND: :[[@LINE]]:{{.*}}[waitgroup-negative]
}

int badGet() {
  Promise<int> promise;
  auto future = promise.getFuture();
  return std::move(future).get();
}  // FOUND: :[[@LINE-1]]:{{.*}}wait for 'future' can block for ever
