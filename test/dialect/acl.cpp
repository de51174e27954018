// The names of acl's lib_fiber are recognised, in declarations like its own.
// RUN: %chanvet model %s -- -std=c++17 -I %S/Inputs/acl | FileCheck %s
// RUN: not %chanvet check --no-cache --format short %s -- -std=c++17 -I %S/Inputs/acl \
// RUN:   | FileCheck %s --check-prefix=FOUND '--implicit-check-not={{error|warning}}:'
// RUN: %python %S/extract.py %source/docs/dialects/acl.md cpp "" > %t.cpp
// RUN: not %chanvet check --no-cache --format short %t.cpp -- -std=c++17 -I %S/Inputs/acl \
// RUN:   | FileCheck %s --check-prefix=PAGE
// PAGE: :9:3: error: wait for 'group' blocks for ever: its counter stays above zero [waitgroup-never-done]
#include <fiber/lib_fiber.hpp>

// CHECK-LABEL: function operations(
// CHECK: make acl::channel
// CHECK: channel.send(
// CHECK: channel.send(
// CHECK: channel.receive(
// CHECK: spawn
// CHECK: spawn
// CHECK: mutex.lock(
// CHECK: mutex.try_lock(
// CHECK: mutex.unlock(
// CHECK: = sleep
// CHECK: = yield
void operations(acl::fiber_mutex& mutex) {
  acl::channel<int> jobs;
  int job = 1;
  jobs << job;
  jobs.put(job);
  jobs.pop(job);
  go[]{};
  go_stack(8192)[]{};
  mutex.lock();
  mutex.trylock();
  mutex.unlock();
  acl::fiber::delay(10);
  acl::fiber::yield();
}

void okGroup() {
  acl::wait_group group;
  group.add(2);
  for (int i = 0; i < 2; ++i) go[&] {
      group.done();
    };
  group.wait();
}

void okChannel() {
  acl::channel<int> jobs;
  int job = 1;
  jobs << job;
  jobs << job;
}

void badAdd() {
  acl::wait_group group;
  for (int i = 0; i < 2; ++i) go[&] {
      group.add(1);  // FOUND: :[[@LINE]]:{{.*}}[waitgroup-add-in-task]
      group.done();
    };
  group.wait();
}

void badRelock() {
  acl::fiber_mutex mutex;
  acl::fiber_mutex_guard guard(mutex);
  mutex.lock();  // FOUND: :[[@LINE]]:{{.*}}[lock-double]
}

void badPop() {
  acl::channel<int> jobs;
  int job;
  jobs.pop(job);  // FOUND: :[[@LINE]]:{{.*}}[channel-no-sender]
}
