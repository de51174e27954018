// The names of helio are recognised, in declarations like its own.
// RUN: %chanvet model %s -- -std=c++17 -I %S/Inputs/helio | FileCheck %s
// RUN: not %chanvet check --no-cache --format short %s -- -std=c++17 -I %S/Inputs/helio \
// RUN:   | FileCheck %s --check-prefix=FOUND '--implicit-check-not={{error|warning}}:'
// RUN: %python %S/extract.py %source/docs/dialects/helio.md cpp "" > %t.cpp
// RUN: not %chanvet check --no-cache --format short %t.cpp -- -std=c++17 -I %S/Inputs/helio \
// RUN:   | FileCheck %s --check-prefix=PAGE
// PAGE: :9:12: error: receive from 'jobs' blocks for ever: nobody sends or closes [channel-no-sender]
#include <util/fibers/fibers.h>

using namespace util;

// CHECK-LABEL: function channels(
// CHECK: make util::fb2::SimpleChannel
// CHECK: channel.send(
// CHECK: channel.try_send(
// CHECK: channel.receive(
// CHECK: channel.try_receive(
// CHECK: channel.close(
void channels() {
  fb2::SimpleChannel<int> jobs(16);
  int job = 0;
  jobs.Push(1);
  (void)jobs.TryPush(1);
  jobs.Pop(job);
  (void)jobs.TryPop(job);
  jobs.StartClosing();
}

// CHECK-LABEL: function locks(
// CHECK: mutex.lock(
// CHECK: condition.condition_wait(
// CHECK: condition.broadcast(
// CHECK: rw_mutex.lock_shared(
// CHECK: rw_mutex.unlock_shared(
// CHECK: barrier.wait arriving(
// CHECK: latch.done(
// CHECK: latch.wait(
// CHECK: wait_group.add(
// CHECK: wait_group.done(
// CHECK: wait_group.wait(
void locks(fb2::Mutex& mutex, fb2::CondVar& ready, fb2::SharedMutex& map, fb2::Barrier& together,
           fb2::Done& done, fb2::EmbeddedBlockingCounter& left) {
  std::unique_lock<fb2::Mutex> lock(mutex);
  ready.wait(lock);
  ready.notify_all();
  map.lock_shared();
  map.unlock_shared();
  together.Wait();
  done.Notify();
  done.Wait();
  left.Add();
  left.Dec();
  left.Wait();
}

// CHECK-LABEL: function fibers(
// CHECK: spawn
// CHECK: fiber.join(
// CHECK: spawn
// CHECK: fiber.detach(
// CHECK: spawn
// CHECK: = sleep
// CHECK: fiber.join(
void fibers() {
  fb2::Fiber one([] {});
  one.Join();
  fb2::Fiber two("two", [] {});
  two.Detach();
  auto three = MakeFiber([] {});
  ThisFiber::SleepFor(std::chrono::milliseconds(1));
  three.JoinIfNeeded();
}

void okChannel() {
  fb2::SimpleChannel<int> jobs(2);
  fb2::Fiber consumer("consumer", [&] {
    int job = 0;
    while (jobs.Pop(job)) {
    }
  });
  jobs.Push(1);
  jobs.StartClosing();
  consumer.Join();
}

// Two producers have to close it.
void okProducers() {
  fb2::SimpleChannel<int> jobs(2, 2);
  fb2::Fiber consumer([&] {
    int job = 0;
    while (jobs.Pop(job)) {
    }
  });
  fb2::Fiber one([&] { jobs.StartClosing(); });
  fb2::Fiber two([&] { jobs.StartClosing(); });
  one.Join();
  two.Join();
  consumer.Join();
}

// A copy is the same event.
void okDone() {
  fb2::Done done;
  fb2::Fiber worker([done]() mutable { done.Notify(); });
  done.Wait();
  worker.Join();
}

void badFiber(bool early) {
  fb2::Fiber worker([] {});  // FOUND: :[[@LINE]]:{{.*}}[fiber-not-joined]
  if (early) return;
  worker.Join();
}

void badCounter() {
  fb2::EmbeddedBlockingCounter left(2);
  left.Dec();
  left.Wait();  // FOUND: :[[@LINE]]:{{.*}}[waitgroup-never-done]
}

void badRelock() {
  fb2::Mutex mutex;
  fb2::LockGuard lock(mutex);
  mutex.lock();  // FOUND: :[[@LINE]]:{{.*}}[lock-double]
}
