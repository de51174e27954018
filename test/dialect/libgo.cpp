// The names of libgo are recognised, in declarations like its own.
// RUN: %chanvet model %s -- -std=c++11 -I %S/Inputs/libgo | FileCheck %s
// RUN: not %chanvet check --no-cache --format short %s -- -std=c++11 -I %S/Inputs/libgo \
// RUN:   | FileCheck %s --check-prefix=FOUND '--implicit-check-not={{error|warning}}:'
// RUN: %python %S/extract.py %source/docs/dialects/libgo.md cpp "" > %t.cpp
// RUN: not %chanvet check --no-cache --format short %t.cpp -- -std=c++11 -I %S/Inputs/libgo \
// RUN:   | FileCheck %s --check-prefix=PAGE
// PAGE: :10:31: error: send on 'replies' blocks for ever: nobody receives [channel-no-receiver]
#include <libgo/libgo.h>

// CHECK-LABEL: function channels(
// CHECK: make co::Channel(2)
// CHECK: channel.send(
// CHECK: channel.receive(
// CHECK: channel.send(
// CHECK: channel.receive(
// CHECK: channel.try_send(
// CHECK: channel.try_receive(
// CHECK: channel.receive timed(
// CHECK: channel.close(
void channels() {
  co_chan<int> jobs(2);
  int value = 0;
  jobs << 1;
  jobs >> value;
  jobs.push(1);
  jobs.pop(value);
  jobs.TryPush(1);
  jobs.try_pop(value);
  jobs.TimedPop(value, std::chrono::seconds(1));
  jobs.Close();
}

// CHECK-LABEL: function fibers(
// CHECK: spawn
// CHECK: spawn
// CHECK: = yield(
// CHECK: mutex.lock(
// CHECK: condition.condition_wait(
// CHECK: condition.broadcast(
// CHECK: rw_mutex.lock_shared(
void fibers(co_mutex& mutex, co_condition_variable& ready, co_rwmutex& shared) {
  go[]{};
  go co_stack(8192)[]{};
  co_yield;
  std::unique_lock<co_mutex> lock(mutex);
  ready.wait(lock);
  ready.notify_all();
  shared.RLock();
  shared.RUnlock();
}

void okPair() {
  co_chan<int> jobs;
  go[=] { jobs << 1; };
  int job;
  jobs >> job;
}

void okDefer() {
  co_mutex mutex;
  mutex.lock();
  {
    co_defer[&] { mutex.unlock(); };
  }
  mutex.lock();
  mutex.unlock();
}

void badClosed() {
  co_chan<int> jobs(1);
  jobs.Close();
  jobs << 1;  // FOUND: :[[@LINE]]:{{.*}}this throws [channel-send-after-close]
}

void badRelock() {
  co_mutex mutex;
  mutex.lock();
  mutex.lock();  // FOUND: :[[@LINE]]:{{.*}}[lock-double]
}

void badLoop() {
  for (int i = 0; i < 3; ++i) {
    go[&] { (void)i; };  // FOUND: :[[@LINE]]:{{.*}}[fiber-loop-capture]
  }
}
