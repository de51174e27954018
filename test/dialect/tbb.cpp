// The names of oneTBB are recognised in its real headers.
// REQUIRES: tbb
// RUN: %chanvet model %s -- -std=c++20 | FileCheck %s
// RUN: not %chanvet check --no-cache --format short %s -- -std=c++20 \
// RUN:   | FileCheck %s --check-prefix=FOUND '--implicit-check-not={{error|warning}}:'
// RUN: %python %S/extract.py %source/docs/dialects/tbb.md cpp "" > %t.cpp
// RUN: not %chanvet check --no-cache --format short %t.cpp -- -std=c++20 \
// RUN:   | FileCheck %s --check-prefix=PAGE
// PAGE: error: receive from 'jobs' blocks for ever: nobody sends or closes [channel-no-sender]
#include <thread>

#include <oneapi/tbb/mutex.h>
#include <oneapi/tbb/rw_mutex.h>
#include <tbb/concurrent_queue.h>
#include <tbb/spin_mutex.h>
#include <tbb/task_group.h>

// CHECK-LABEL: function queues(
// CHECK: make tbb::{{.*}}concurrent_bounded_queue
// CHECK: channel.send(
// CHECK: channel.try_send(
// CHECK: channel.receive(
// CHECK: channel.try_receive(
// CHECK: channel.cancel(
// CHECK: channel.send(
// CHECK-NOT: channel.try_receive(
void queues() {
  tbb::concurrent_bounded_queue<int> jobs;
  int value = 0;
  jobs.push(1);
  jobs.try_push(2);
  jobs.pop(value);
  jobs.try_pop(value);
  jobs.abort();
  tbb::concurrent_queue<int> results;
  results.push(1);
  results.try_pop(value);
}

// There is no other way to receive from this queue.
// CHECK-LABEL: function okPoll(
void okPoll(tbb::concurrent_queue<int>& jobs) {
  int job = 0;
  while (!jobs.try_pop(job)) {
  }
}

// This one has a receive that waits.
void badPoll(tbb::concurrent_bounded_queue<int>& jobs) {
  int job = 0;
  while (!jobs.try_pop(job)) {  // FOUND: :[[@LINE]]:{{.*}}[select-busy-loop]
  }
}

// CHECK-LABEL: function groups(
// CHECK: spawn {{.*}} counted by
// CHECK: wait_group.wait(
void groups() {
  tbb::task_group group;
  group.run([] {});
  group.wait();
}

// CHECK-LABEL: function locks(
// CHECK: mutex.lock(
// CHECK: mutex.unlock(
// CHECK: mutex.lock(
// CHECK: mutex.lock_shared(
void locks(tbb::spin_mutex& spin, tbb::mutex& plain, tbb::rw_mutex& shared) {
  {
    tbb::spin_mutex::scoped_lock lock(spin);
    lock.release();
  }
  plain.lock();
  shared.lock_shared();
  shared.unlock_shared();
  plain.unlock();
}

void okAcquire() {
  tbb::spin_mutex spin;
  tbb::spin_mutex::scoped_lock lock;
  lock.acquire(spin);
  lock.release();
  lock.acquire(spin);
}

void okBound() {
  tbb::concurrent_bounded_queue<int> jobs;
  jobs.set_capacity(2);
  std::thread worker([&] {
    int job;
    for (int i = 0; i < 3; ++i) jobs.pop(job);
  });
  for (int i = 0; i < 3; ++i) jobs.push(i);
  worker.join();
}

void badRelock() {
  tbb::spin_mutex spin;
  tbb::spin_mutex::scoped_lock lock(spin);
  tbb::spin_mutex::scoped_lock again(spin);  // FOUND: :[[@LINE]]:{{.*}}[lock-double]
}

void badPop() {
  tbb::concurrent_bounded_queue<int> jobs;
  int job = 0;
  jobs.pop(job);  // FOUND: :[[@LINE]]:{{.*}}[channel-no-sender]
}
