// The names of copper are recognised, in declarations like its own.
// RUN: %chanvet model %s -- -std=c++20 -I %S/Inputs/copper | FileCheck %s
// RUN: not %chanvet check --no-cache --format short %s -- -std=c++20 -I %S/Inputs/copper \
// RUN:   | FileCheck %s --check-prefix=FOUND '--implicit-check-not={{error|warning}}:'
// RUN: %python %S/extract.py %source/docs/dialects/copper.md cpp "" > %t.cpp
// RUN: not %chanvet check --no-cache --format short %t.cpp -- -std=c++20 -I %S/Inputs/copper \
// RUN:   | FileCheck %s --check-prefix=PAGE
// PAGE: :7:20: error: nothing closes 'jobs', so this loop never ends [channel-range-never-closed]
#include <thread>

#include <copper.h>

using copper::buffered_channel;
using copper::unbuffered_channel;

// CHECK-LABEL: function channels(
// CHECK: make copper::channel(2)
// CHECK: channel.send(
// CHECK: channel.send timed(
// CHECK: channel.try_send(
// CHECK: channel.receive(
// CHECK: channel.receive timed(
// CHECK: channel.try_receive(
// CHECK: channel.receive until closed(
// CHECK: channel.close(
void channels(unbuffered_channel<int>& results) {
  buffered_channel<int> jobs(2);
  (void)jobs.push(1);
  (void)jobs.try_push_for(1, std::chrono::seconds(1));
  (void)jobs.try_push(1);
  (void)results.pop();
  (void)results.try_pop_for(std::chrono::seconds(1));
  (void)results.try_pop();
  for (int result : results) (void)result;
  jobs.close();
}

void okLoop() {
  buffered_channel<int> jobs(1);
  std::thread worker([&] {
    for (int job : jobs) (void)job;
  });
  (void)jobs.push(1);
  (void)jobs.push(2);
  jobs.close();
  worker.join();
}

void okVoid() {
  buffered_channel<void> done(1);
  std::thread worker([&] {
    while (done.pop()) {
    }
  });
  (void)done.push();
  (void)done.push();
  done.close();
  worker.join();
}

// A closed channel answers, and may be closed again.
void okClosed() {
  buffered_channel<int> jobs(1);
  jobs.close();
  if (jobs.push(1)) return;
  if (jobs.pop()) return;
  jobs.close();
}

// Without a capacity: no bound.
void okUnbounded() {
  buffered_channel<int> jobs;
  (void)jobs.push(1);
  (void)jobs.push(2);
}

void okSelect() {
  buffered_channel<int> jobs(1);
  (void)copper::select(jobs >> [](int) {});
  (void)jobs.pop();
}

void okViews() {
  buffered_channel<int> jobs(1);
  auto view = jobs.write_view();
  std::thread worker([view]() mutable { (void)view.push(1); });
  (void)jobs.pop();
  worker.join();
}

void okExplicitView() {
  buffered_channel<int> jobs(1);
  copper::channel_write_view<buffered_channel<int>> view(jobs);
  std::thread worker([view]() mutable { (void)view.push(1); });
  (void)jobs.pop();
  worker.join();
}

void okCleared() {
  buffered_channel<int> jobs(1);
  (void)jobs.push(1);
  jobs.clear();
  (void)jobs.push(1);
}

void okCallback() {
  buffered_channel<int> jobs(1);
  (void)jobs.push(1);
  (void)jobs.pop_func([&](int) { jobs.close(); });
  (void)jobs.pop();
}

void badFull() {
  buffered_channel<int> jobs(1);
  (void)jobs.push(1);
  (void)jobs.push(2);  // FOUND: :[[@LINE]]:{{.*}}[channel-no-receiver]
}

// With room for none, a push waits for its pop.
void badZero() {
  buffered_channel<int> jobs(0);
  (void)jobs.push(1);  // FOUND: :[[@LINE]]:{{.*}}[channel-no-receiver]
}

void badLoop() {
  unbuffered_channel<int> jobs;
  std::thread worker([&] {
    for (int job : jobs) (void)job;  // FOUND: :[[@LINE]]:{{.*}}[channel-range-never-closed]
  });
  (void)jobs.push(1);
  worker.join();
}

void badVoid() {
  buffered_channel<void> done(1);
  std::thread worker([] {});
  (void)done.pop();  // FOUND: :[[@LINE]]:{{.*}}[channel-no-sender]
  worker.join();
}

void badSpin() {
  unbuffered_channel<int> jobs;
  std::thread worker([&] { (void)jobs.push(1); });
  while (!jobs.try_pop()) {  // FOUND: :[[@LINE]]:{{.*}}[select-busy-loop]
  }
  worker.join();
}

// fp: the push waits until the worker has written. That the channel is unbuffered is not known.
void fpRendezvous() {
  unbuffered_channel<int> ready;
  int config = 0;
  std::thread worker([&] {
    config = 1;
    (void)ready.pop();
  });
  (void)ready.push(1);
  config = 2;  // FOUND: :[[@LINE]]:{{.*}}[fiber-shared-write]
  worker.join();
}
