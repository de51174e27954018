// The names of coost are recognised, in declarations like its own.
// RUN: %chanvet model %s -- -std=c++17 -I %S/Inputs/coost | FileCheck %s
// RUN: not %chanvet check --no-cache --format short %s -- -std=c++17 -I %S/Inputs/coost \
// RUN:   | FileCheck %s --check-prefix=FOUND '--implicit-check-not={{error|warning}}:'
// RUN: %python %S/extract.py %source/docs/dialects/coost.md cpp "" > %t.cpp
// RUN: not %chanvet check --no-cache --format short %t.cpp -- -std=c++17 -I %S/Inputs/coost \
// RUN:   | FileCheck %s --check-prefix=PAGE
// PAGE: :8:5: error: send on 'results' blocks for ever: nobody receives [channel-no-receiver]
#include <co/co.h>

// CHECK-LABEL: function operations(
// CHECK: make co::chan(3)
// CHECK: channel.send(
// CHECK: channel.receive(
// CHECK: channel.close(
// CHECK: make co::wait_group(1)
// CHECK: spawn
// CHECK: wait_group.wait(
// CHECK: mutex.lock(
// CHECK: = sleep
void operations(co::mutex& mutex) {
  co::chan<int> jobs(3);
  int job = 0;
  jobs << 1;
  jobs >> job;
  jobs.close();
  co::wait_group group(1);
  go([=] { group.done(); });
  group.wait();
  co::mutex_guard guard(mutex);
  co::sleep(1);
}

void okDefer() {
  co::wait_group group;
  group.add(2);
  for (int i = 0; i < 2; ++i)
    go([&] {
      defer(group.done());
      co::sleep(1);
    });
  group.wait();
}

// A channel with a time gives up.
void okTimed() {
  co::chan<int> jobs(1, 100);
  int job;
  jobs >> job;
  if (!jobs.done()) return;
}

// Writing to a closed channel has no effect.
void okClosed() {
  co::chan<int> jobs;
  jobs.close();
  jobs << 1;
}

// done() is another answer in each turn.
void okDrain() {
  co::chan<int> jobs(4);
  jobs << 1;
  jobs.close();
  int job, n = 0;
  do {
    jobs >> job;
    if (jobs.done()) ++n;
  } while (jobs.done());
}

void badRelock() {
  co::mutex mutex;
  co::mutex_guard guard(mutex);
  co::mutex_guard again(mutex);  // FOUND: :[[@LINE]]:{{.*}}[lock-double]
}

void badAdd() {
  co::wait_group group;
  for (int i = 0; i < 2; ++i)
    go([group] {
      group.add();  // FOUND: :[[@LINE]]:{{.*}}[waitgroup-add-in-task]
      group.done();
    });
  group.wait();
}

void badCount() {
  co::wait_group group(2);
  go([group] { group.done(); });
  group.wait();  // FOUND: :[[@LINE]]:{{.*}}[waitgroup-never-done]
}
