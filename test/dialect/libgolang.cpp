// The names of libgolang are recognised, in declarations like its own.
// RUN: %chanvet model %s -- -std=c++17 -I %S/Inputs/libgolang | FileCheck %s
// RUN: not %chanvet check --no-cache --format short %s -- -std=c++17 -I %S/Inputs/libgolang \
// RUN:   | FileCheck %s --check-prefix=FOUND '--implicit-check-not={{error|warning}}:'
// RUN: %python %S/extract.py %source/docs/dialects/libgolang.md cpp "" > %t.cpp
// RUN: not %chanvet check --no-cache --format short %t.cpp -- -std=c++17 -I %S/Inputs/libgolang \
// RUN:   | FileCheck %s --check-prefix=PAGE
// PAGE: :7:3: error: send on 'jobs' blocks for ever: nobody receives [channel-no-receiver]
#include <golang/libgolang.h>

using namespace golang;

bool failed();
error work();

// CHECK-LABEL: function channels(
// CHECK: make golang::chan(2)
// CHECK: channel.send(
// CHECK: channel.send(
// CHECK: channel.receive(
// CHECK: channel.receive(
// CHECK: channel.length(
// CHECK: channel.capacity(
// CHECK: channel.close(
void channels() {
  chan<int> jobs = makechan<int>(2);
  jobs.send(1);
  jobs.send(2);
  jobs.recv();
  jobs.recv_();
  (void)jobs.len();
  (void)jobs.cap();
  jobs.close();
}

// CHECK-LABEL: function fibers(
// CHECK: wait_group.add(
// CHECK: spawn
// CHECK: wait_group.wait(
// CHECK: semaphore.wait(
// CHECK: semaphore.add(
// CHECK: mutex.lock(
// CHECK: rw_mutex.lock_shared(
// CHECK: once.call_once(
// CHECK: = sleep
void fibers(sync::Sema& free, sync::Mutex& mutex, sync::RWMutex& shared, sync::Once& once) {
  sync::WaitGroup group;
  group.add(1);
  go([&] { group.done(); });
  group.wait();
  free.acquire();
  free.release();
  mutex.lock();
  shared.RLock();
  shared.RUnlock();
  mutex.unlock();
  once.do_([] {});
  time::sleep(1);
}

// CHECK-LABEL: function times(
// CHECK: make golang::time::_Ticker
// CHECK: ticker.stop(
// CHECK: make golang::time::_Timer
// CHECK: timer.restart(
// CHECK: timer.stop(
// CHECK: after_func
// CHECK: make golang::chan
void times() {
  time::Ticker ticker = time::new_ticker(1);
  ticker->stop();
  time::Timer timer = time::new_timer(1);
  timer->reset(2);
  timer->stop();
  time::after_func(1, [] {});
  time::after(1).recv();
}

// CHECK-LABEL: function groups(
// CHECK: make golang::context::_Context
// CHECK: make_context
// CHECK: make golang::sync::_WorkGroup
// CHECK: spawn {{.*}} counted by
// CHECK: error_group.wait
error groups() {
  auto [ctx, cancel] = context::with_cancel(context::background());
  defer(cancel);
  auto group = sync::NewWorkGroup(ctx);
  group->go([](context::Context) -> error { return nullptr; });
  return group->wait();
}

void okRange() {
  chan<int> jobs = makechan<int>();
  go([jobs] {
    for (;;) {
      auto [job, ok] = jobs.recv_();
      if (!ok) return;
    }
  });
  for (int i = 0; i < 3; ++i) jobs.send(i);
  jobs.close();
}

void okTicker() {
  time::Ticker ticker = time::new_ticker(time::second);
  defer([&] { ticker->stop(); });
  for (int i = 0; i < 3; ++i) {
    ticker->c.recv();
    if (failed()) return;
  }
}

void badClosed() {
  chan<int> jobs = makechan<int>(1);
  jobs.close();
  jobs.send(1);  // FOUND: :[[@LINE]]:{{.*}}this panics [channel-send-after-close]
}

void badTwice(chan<int> jobs) {
  defer([&] { jobs.close(); });
  if (failed()) jobs.close();
}  // FOUND: :[[@LINE-2]]:{{.*}}the second close panics [channel-double-close]

void callsBadTwice() { badTwice(makechan<int>()); }

void badAdd() {
  sync::WaitGroup group;
  for (int i = 0; i < 4; ++i)
    go([&] {
      group.add(1);  // FOUND: :[[@LINE]]:{{.*}}[waitgroup-add-in-task]
      group.done();
    });
  group.wait();
}

void badTicker() {
  time::Ticker ticker = time::new_ticker(1);  // FOUND: :[[@LINE]]:{{.*}}[timer-ticker-not-stopped]
  if (failed()) return;
  ticker->stop();
}

void badDropped(sync::WorkGroup group) {
  group->wait();  // FOUND: :[[@LINE]]:{{.*}}[error-dropped]
}

void badNeverClosed() {
  chan<int> jobs = makechan<int>();
  go([jobs] {
    for (;;) {
      auto [job, ok] = jobs.recv_();  // FOUND: :[[@LINE]]:{{.*}}[channel-no-sender]
      if (!ok) return;
    }
  });
  for (int i = 0; i < 3; ++i) jobs.send(i);
}

void badCancel() {
  auto [ctx, cancel] = context::with_cancel(context::background());
  // FOUND: :[[@LINE-1]]:{{.*}}[context-lost-cancel]
  if (failed()) return;
  cancel();
}
