// The names of folly are recognised, in declarations like its own.
// RUN: %chanvet model %s -- -std=c++20 -I %S/Inputs/folly | FileCheck %s
// RUN: not %chanvet check --no-cache --format short %s -- -std=c++20 -I %S/Inputs/folly \
// RUN:   | FileCheck %s --check-prefix=FOUND '--implicit-check-not={{error|warning}}:'
// RUN: %python %S/extract.py %source/docs/dialects/folly.md cpp "" > %t.cpp
// RUN: not %chanvet check --no-cache --format short %t.cpp -- -std=c++20 -I %S/Inputs/folly \
// RUN:   | FileCheck %s --check-prefix=PAGE
// PAGE: :6:3: error: send on 'jobs' blocks for ever: nobody receives [channel-no-receiver]
#include <mutex>

#include <folly/MPMCQueue.h>
#include <folly/coro/Task.h>
#include <folly/fibers/FiberManager.h>

namespace fibers = folly::fibers;
namespace coro = folly::coro;

// CHECK-LABEL: function queues(
// CHECK: make folly::MPMCQueue(4)
// CHECK: channel.send(
// CHECK: channel.try_send(
// CHECK: channel.receive(
// CHECK: channel.try_receive(
// CHECK: make folly::coro::BoundedQueue(2)
// CHECK: channel.send(
// CHECK: channel.receive(
// CHECK: make folly::coro::UnboundedQueue
// CHECK: channel.send(
// CHECK: channel.receive(
coro::Task<void> queues() {
  folly::MPMCQueue<int> jobs(4);
  int job = 0;
  jobs.blockingWrite(1);
  (void)jobs.write(1);
  jobs.blockingRead(job);
  (void)jobs.read(job);
  coro::BoundedQueue<int> few(2);
  co_await few.enqueue(1);
  co_await few.dequeue();
  coro::UnboundedQueue<int> many;
  many.enqueue(1);
  co_await many.dequeue();
}

// CHECK-LABEL: function locks(
// CHECK: mutex.lock(
// CHECK: mutex.unlock(
// CHECK: latch.done(
// CHECK: latch.wait(
coro::Task<void> locks(coro::Mutex& mutex, coro::Baton& ready) {
  co_await mutex.co_lock();
  mutex.unlock();
  ready.post();
  co_await ready;
}

// CHECK-LABEL: function fiberLocks(
// CHECK: spawn
// CHECK: = yield
// CHECK: semaphore.wait(
// CHECK: semaphore.add(
// CHECK: rw_mutex.lock_shared(
// CHECK: latch.wait timed(
// CHECK: spawn
void fiberLocks(fibers::Semaphore& free, fibers::TimedRWMutex& map, fibers::Baton& ready,
                fibers::FiberManager& manager) {
  fibers::addTask([] {});
  fibers::yield();
  free.wait();
  free.signal();
  map.lock_shared();
  map.unlock_shared();
  (void)ready.try_wait_for(std::chrono::milliseconds(1));
  manager.addTask([] {});
}

void okBaton(fibers::FiberManager& manager) {
  fibers::Baton ready;
  manager.addTask([&] { ready.post(); });
  ready.wait();
}

// Who is told what is waited for posts.
void okWaitWith(void (*give)(fibers::Baton&)) {
  fibers::Baton ready;
  ready.wait([&] { give(ready); });
}

void badBaton() {
  fibers::Baton ready;
  ready.wait();  // FOUND: :[[@LINE]]:{{.*}}[fiber-leak]
}

void badRelock() {
  fibers::TimedMutex mutex;
  std::lock_guard<fibers::TimedMutex> lock(mutex);
  mutex.lock();  // FOUND: :[[@LINE]]:{{.*}}[lock-double]
}

coro::Task<void> badEnqueue() {
  coro::BoundedQueue<int> jobs(1);
  co_await jobs.enqueue(1);
  co_await jobs.enqueue(2);  // FOUND: :[[@LINE]]:{{.*}}[channel-no-receiver]
}

coro::Task<void> badDrop(coro::BoundedQueue<int>& jobs) {
  jobs.enqueue(1);  // FOUND: :[[@LINE]]:{{.*}}[error-dropped]
  co_return;
}
