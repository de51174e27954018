// The names of moodycamel's queues are recognised in their real headers.
// REQUIRES: moodycamel
// RUN: %chanvet model %s -- -std=c++20 | FileCheck %s
// RUN: not %chanvet check --no-cache --format short %s -- -std=c++20 \
// RUN:   | FileCheck %s --check-prefix=FOUND '--implicit-check-not={{error|warning}}:'
// RUN: %python %S/extract.py %source/docs/dialects/moodycamel.md cpp "" > %t.cpp
// RUN: not %chanvet check --no-cache --format short %t.cpp -- -std=c++20 \
// RUN:   | FileCheck %s --check-prefix=PAGE
// PAGE: :8:8: error: receive from 'jobs' blocks for ever: nobody sends or closes [channel-no-sender]
#include <thread>

#include <concurrentqueue/blockingconcurrentqueue.h>

// CHECK-LABEL: function queues(
// CHECK: make moodycamel::BlockingConcurrentQueue
// CHECK: channel.send(
// CHECK: channel.try_send(
// CHECK: channel.send(
// CHECK: channel.receive(
// CHECK: channel.receive timed(
// CHECK: channel.try_receive(
// CHECK: semaphore.wait(
// CHECK: semaphore.wait timed(
// CHECK: semaphore.try_wait(
// CHECK: semaphore.add(
void queues(moodycamel::LightweightSemaphore& free) {
  moodycamel::BlockingConcurrentQueue<int> jobs(16);
  moodycamel::ProducerToken token(jobs);
  int job = 0;
  jobs.enqueue(1);
  jobs.try_enqueue(1);
  jobs.enqueue(token, 1);
  jobs.wait_dequeue(job);
  jobs.wait_dequeue_timed(job, 1000);
  jobs.try_dequeue(job);
  free.wait();
  free.wait(1000);
  free.tryWait();
  free.signal();
}

// There is no other way to receive from this queue.
void okPoll(moodycamel::ConcurrentQueue<int>& jobs) {
  int job = 0;
  while (!jobs.try_dequeue(job)) {
  }
}

// This one has a receive that waits.
void badPoll(moodycamel::BlockingConcurrentQueue<int>& jobs) {
  int job = 0;
  while (!jobs.try_dequeue(job)) {  // FOUND: :[[@LINE]]:{{.*}}[select-busy-loop]
  }
}

void okWorker() {
  moodycamel::BlockingConcurrentQueue<int> jobs(1);
  std::thread worker([&] {
    int job = 0;
    for (int i = 0; i < 3; ++i) jobs.wait_dequeue(job);
  });
  for (int i = 0; i < 3; ++i) jobs.enqueue(i);
  worker.join();
}

void badEmpty() {
  moodycamel::BlockingConcurrentQueue<int> jobs;
  int job = 0;
  jobs.wait_dequeue(job);  // FOUND: :[[@LINE]]:{{.*}}[channel-no-sender]
}
