// The names of libunifex are recognised, in declarations like its own.
// RUN: %chanvet model %s -- -std=c++20 -I %S/Inputs/libunifex | FileCheck %s
// RUN: not %chanvet check --no-cache --format short %s -- -std=c++20 -I %S/Inputs/libunifex \
// RUN:   | FileCheck %s --check-prefix=FOUND '--implicit-check-not={{error|warning}}:'
// RUN: %python %S/extract.py %source/docs/dialects/libunifex.md cpp "" > %t.cpp
// RUN: not %chanvet check --no-cache --format short %t.cpp -- -std=c++20 -I %S/Inputs/libunifex \
// RUN:   | FileCheck %s --check-prefix=PAGE
// PAGE: :6:12: error: lock of 'mutex' blocks for ever: this fiber holds it already [lock-double]
#include <unifex/task.hpp>

using unifex::task;

// CHECK-LABEL: function all(
// CHECK: mutex.lock(
// CHECK: mutex.unlock(
// CHECK: mutex.try_lock(
// CHECK: latch.wait(
// CHECK: latch.done(
// CHECK: mutex.lock(
// CHECK: latch.wait(
task<void> all(unifex::async_mutex& mutex, unifex::async_manual_reset_event& ready,
               unifex::v2::async_mutex& mutex2, unifex::v2::async_manual_reset_event& ready2) {
  co_await mutex.async_lock();
  mutex.unlock();
  if (mutex.try_lock()) mutex.unlock();
  co_await ready.async_wait();
  ready.set();
  co_await mutex2.async_lock();
  mutex2.unlock();
  co_await ready2.async_wait();
}

task<void> work(unifex::async_manual_reset_event& ready) {
  ready.set();
  co_return;
}

task<void> okAwaited() {
  unifex::async_manual_reset_event ready;
  co_await work(ready);
  co_await ready.async_wait();
}

task<void> okSignalled() {
  unifex::async_manual_reset_event ready(true);
  co_await ready.async_wait();
}

// Senders that are not awaited at once hold nobody up.
void okSenders() {
  unifex::async_mutex mutex;
  unifex::sync_wait(mutex.async_lock());
  mutex.unlock();
  unifex::sync_wait(mutex.async_lock());
  mutex.unlock();
}

task<void> okThen() {
  unifex::async_mutex mutex;
  unifex::async_manual_reset_event ready;
  auto locked = unifex::then(mutex.async_lock(), [&] {
    ready.set();
    mutex.unlock();
  });
  co_await std::move(locked);
  co_await ready.async_wait();
  co_await mutex.async_lock();
  mutex.unlock();
}

task<void> okLater() {
  unifex::async_manual_reset_event ready;
  auto wait = ready.async_wait();
  ready.set();
  co_await std::move(wait);
}

task<void> badRelock() {
  unifex::async_mutex mutex;
  co_await mutex.async_lock();
  co_await mutex.async_lock();  // FOUND: :[[@LINE]]:{{.*}}[lock-double]
}

task<void> badRelock2() {
  unifex::v2::async_mutex mutex;
  co_await mutex.async_lock();
  co_await mutex.async_lock();  // FOUND: :[[@LINE]]:{{.*}}[lock-double]
}

task<void> badWait() {
  unifex::async_manual_reset_event ready;
  co_await ready.async_wait();
}  // FOUND: :[[@LINE-1]]:{{.*}}wait for 'ready' can block for ever: the fiber leaks [fiber-leak]

task<void> badTask(unifex::async_manual_reset_event& ready) {
  work(ready);  // FOUND: :[[@LINE]]:{{.*}}'work' is not awaited, so it never runs [error-dropped]
  co_return;
}
