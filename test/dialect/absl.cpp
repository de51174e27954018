// The names of Abseil are recognised in its real headers.
// REQUIRES: absl
// RUN: %chanvet model %s -- -std=c++20 | FileCheck %s
// RUN: not %chanvet check --no-cache --format short %s -- -std=c++20 \
// RUN:   | FileCheck %s --check-prefix=FOUND '--implicit-check-not={{error|warning}}:'
// RUN: %python %S/extract.py %source/docs/dialects/absl.md cpp "" > %t.cpp
// RUN: not %chanvet check --no-cache --format short %t.cpp -- -std=c++20 \
// RUN:   | FileCheck %s --check-prefix=PAGE
// PAGE: :10:21: error: lock of a mutex blocks for ever: this fiber holds it already [lock-double]
#include <thread>

#include <absl/status/statusor.h>
#include <absl/synchronization/barrier.h>
#include <absl/synchronization/blocking_counter.h>
#include <absl/synchronization/mutex.h>
#include <absl/synchronization/notification.h>
#include <absl/time/clock.h>

absl::Status save();
absl::StatusOr<int> load();

// CHECK-LABEL: function locks(
// CHECK: mutex.lock(
// CHECK: condition.condition_wait(
// CHECK: condition.condition_wait timed(
// CHECK: condition.signal(
// CHECK: condition.broadcast(
// CHECK: mutex.lock_shared(
// CHECK: mutex.lock(
// CHECK: mutex.unlock(
// CHECK: mutex.try_lock(
// CHECK: barrier.wait
// CHECK: = sleep
void locks(absl::Mutex& mutex, absl::Mutex& other, absl::CondVar& ready, absl::Barrier& barrier) {
  {
    absl::MutexLock lock(&mutex);
    ready.Wait(&mutex);
    ready.WaitWithTimeout(&mutex, absl::Seconds(1));
    ready.Signal();
    ready.SignalAll();
  }
  {
    absl::ReaderMutexLock lock(&mutex);
  }
  {
    absl::ReleasableMutexLock lock(&mutex);
    lock.Release();
  }
  if (other.TryLock()) other.Unlock();
  barrier.Block();
  absl::SleepFor(absl::Seconds(1));
}

// CHECK-LABEL: function counters(
// CHECK: make absl::BlockingCounter(2)
// CHECK: latch.done(
// CHECK: latch.wait(
// CHECK: make absl::Notification(1)
// CHECK: latch.done(
// CHECK: latch.wait timed(
void counters() {
  absl::BlockingCounter counter(2);
  std::thread first([&] { counter.DecrementCount(); });
  counter.DecrementCount();
  counter.Wait();
  absl::Notification done;
  done.Notify();
  done.WaitForNotificationWithTimeout(absl::Seconds(1));
  first.join();
}

void okStatus() {
  save().IgnoreError();
  if (absl::IsNotFound(save())) return;
  if (!load().ok()) return;
  absl::Status failed = absl::InternalError("no space");
  if (!failed.ok()) return;
}

void okAlreadyNotified() {
  absl::Notification done(true);
  done.WaitForNotification();
}

// Whoever waits with a condition gives the mutex up.
struct Inbox {
  absl::Mutex mutex;
  bool ready = false;
  void put() {
    absl::MutexLock lock(&mutex);
    ready = true;
  }
  void take() {
    absl::MutexLock lock(&mutex);
    mutex.Await(absl::Condition(&ready));
  }
};

void okAwait() {
  Inbox inbox;
  std::thread producer([&] { inbox.put(); });
  inbox.take();
  producer.join();
}

void badRelock() {
  absl::Mutex mutex;
  absl::MutexLock lock(&mutex);
  mutex.Lock();  // FOUND: :[[@LINE]]:{{.*}}[lock-double]
}

void badCount() {
  absl::BlockingCounter counter(2);
  std::thread first([&] { counter.DecrementCount(); });
  counter.Wait();  // FOUND: :[[@LINE]]:{{.*}}[fiber-leak]
  first.join();
}

void badStatus() {
  save();  // FOUND: :[[@LINE]]:{{.*}}[error-dropped]
  load();  // FOUND: :[[@LINE]]:{{.*}}[error-dropped]
}
