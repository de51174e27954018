// The names of cppcoro are recognised, in declarations like its own.
// RUN: %chanvet model %s -- -std=c++20 -I %S/Inputs/cppcoro | FileCheck %s
// RUN: not %chanvet check --no-cache --format short %s -- -std=c++20 -I %S/Inputs/cppcoro \
// RUN:   | FileCheck %s --check-prefix=FOUND '--implicit-check-not={{error|warning}}:'
// RUN: %python %S/extract.py %source/docs/dialects/cppcoro.md cpp "" > %t.cpp
// RUN: not %chanvet check --no-cache --format short %t.cpp -- -std=c++20 -I %S/Inputs/cppcoro \
// RUN:   | FileCheck %s --check-prefix=PAGE
// PAGE: :6:3: error: wait for 'done' can block for ever: the fiber leaks [fiber-leak]
#include <cppcoro/task.hpp>

// CHECK-LABEL: function work(
cppcoro::task<> work(cppcoro::async_latch& done) {
  done.count_down();
  co_return;
}

// CHECK-LABEL: function operations(
// CHECK: mutex.lock(
// CHECK: mutex.unlock(
// CHECK: latch.done({{.*}}, 2)
// CHECK: latch.wait(
// CHECK: latch.done(
// CHECK: latch.wait(
// CHECK: executor.yield(
// CHECK: make cppcoro::async_scope
// CHECK: spawn @work{{.*}} counted by
// CHECK: wait_group.wait(
// CHECK: stop_source.request_stop(
cppcoro::task<> operations(cppcoro::async_mutex& mutex, cppcoro::async_latch& done,
                           cppcoro::async_manual_reset_event& ready,
                           cppcoro::static_thread_pool& pool, cppcoro::cancellation_source& stop) {
  co_await mutex.lock_async();
  mutex.unlock();
  done.count_down(2);
  co_await done;
  ready.set();
  co_await ready;
  co_await pool.schedule();
  cppcoro::async_scope scope;
  scope.spawn(work(done));
  co_await scope.join();
  stop.request_cancellation();
}

// CHECK-LABEL: function runs(
// CHECK: call @work
void runs(cppcoro::async_latch& done) { cppcoro::sync_wait(work(done)); }

cppcoro::task<> okScope() {
  cppcoro::async_scope scope;
  cppcoro::async_latch done(2);
  scope.spawn(work(done));
  scope.spawn(work(done));
  co_await done;
  co_await scope.join();
}

// Set again and again.
cppcoro::task<> okReset(cppcoro::async_manual_reset_event& other) {
  cppcoro::async_manual_reset_event ready;
  ready.set();
  ready.reset();
  co_await other;
  co_await ready;
}

cppcoro::task<> badLatch() {
  cppcoro::async_scope scope;
  cppcoro::async_latch done(3);
  scope.spawn(work(done));
  scope.spawn(work(done));
  co_await done;  // FOUND: :[[@LINE]]:{{.*}}[fiber-leak]
  co_await scope.join();
}

cppcoro::task<> badRelock() {
  cppcoro::async_mutex mutex;
  co_await mutex.lock_async();
  co_await mutex.lock_async();  // FOUND: :[[@LINE]]:{{.*}}[lock-double]
}

cppcoro::task<> badDrop(cppcoro::async_latch& done) {
  (void)done.is_ready();
  work(done);  // FOUND: :[[@LINE]]:{{.*}}[error-dropped]
  co_return;
}
