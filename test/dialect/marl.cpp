// The names of marl are recognised, in declarations like its own.
// RUN: %chanvet model %s -- -std=c++14 -I %S/Inputs/marl | FileCheck %s
// RUN: not %chanvet check --no-cache --format short %s -- -std=c++14 -I %S/Inputs/marl \
// RUN:   | FileCheck %s --check-prefix=FOUND '--implicit-check-not={{error|warning}}:'
// RUN: %python %S/extract.py %source/docs/dialects/marl.md cpp "" > %t.cpp
// RUN: not %chanvet check --no-cache --format short %t.cpp -- -std=c++14 -I %S/Inputs/marl \
// RUN:   | FileCheck %s --check-prefix=PAGE
// PAGE: :11:3: error: wait for 'done' blocks for ever: its counter stays above zero [waitgroup-never-done]
#include <marl/marl.h>

// CHECK-LABEL: function operations(
// CHECK: make marl::WaitGroup(1)
// CHECK: wait_group.add(
// CHECK: wait_group.done(
// CHECK: spawn
// CHECK: wait_group.wait(
// CHECK: mutex.lock(
// CHECK: condition.condition_wait
// CHECK: condition.condition_wait timed
// CHECK: condition.broadcast(
void operations(marl::mutex& mutex, marl::ConditionVariable& ready, bool& isReady) {
  marl::WaitGroup group(1);
  group.add();
  group.done();
  marl::schedule([=] { defer(group.done()); });
  group.wait();
  marl::lock lock(mutex);
  ready.wait(lock, [&] { return isReady; });
  ready.wait_for(lock, std::chrono::seconds(1), [&] { return isReady; });
  ready.notify_all();
}

void okGroup() {
  marl::WaitGroup group(3);
  for (int i = 0; i < 3; ++i) marl::schedule([=] { defer(group.done()); });
  group.wait();
}

void badAdd() {
  marl::WaitGroup group;
  for (int i = 0; i < 3; ++i)
    marl::schedule([=] {
      group.add(1);  // FOUND: :[[@LINE]]:{{.*}}[waitgroup-add-in-task]
      group.done();
    });
  group.wait();
}

void badRelock() {
  marl::mutex mutex;
  marl::lock lock(mutex);
  marl::lock again(mutex);  // FOUND: :[[@LINE]]:{{.*}}[lock-double]
}
