// The names of libcoro are recognised, in declarations like its own.
// RUN: %chanvet model %s -- -std=c++20 -I %S/Inputs/libcoro | FileCheck %s
// RUN: not %chanvet check --no-cache --format short %s -- -std=c++20 -I %S/Inputs/libcoro \
// RUN:   | FileCheck %s --check-prefix=FOUND '--implicit-check-not={{error|warning}}:'
// RUN: %python %S/extract.py %source/docs/dialects/libcoro.md cpp "" > %t.cpp
// RUN: not %chanvet check --no-cache --format short %t.cpp -- -std=c++20 -I %S/Inputs/libcoro \
// RUN:   | FileCheck %s --check-prefix=PAGE
// PAGE: :7:3: warning: 'push' is not awaited, so it never runs [error-dropped]
#include <coro/coro.hpp>

// CHECK-LABEL: function queues(
// CHECK: make coro::queue
// CHECK: channel.send(
// CHECK: channel.receive(
// CHECK: channel.try_receive(
// CHECK: channel.close(
// CHECK: channel.send(
// CHECK: channel.receive(
coro::task<> queues(coro::ring_buffer<int, 4>& ring) {
  coro::queue<int> jobs;
  co_await jobs.push(1);
  co_await jobs.pop();
  (void)jobs.try_pop();
  co_await jobs.shutdown();
  co_await ring.produce(1);
  co_await ring.consume();
}

// CHECK-LABEL: function locks(
// CHECK: mutex.lock(
// CHECK: mutex.unlock(
// CHECK: semaphore.wait(
// CHECK: semaphore.add(
// CHECK: latch.done(
// CHECK: latch.wait(
// CHECK: latch.done(
// CHECK: latch.wait(
coro::task<> locks(coro::mutex& mutex, coro::semaphore<2>& free, coro::latch& done,
                   coro::event& ready) {
  co_await mutex.lock();
  mutex.unlock();
  co_await free.acquire();
  co_await free.release();
  done.count_down();
  co_await done;
  ready.set();
  co_await ready;
}

coro::task<> work(coro::latch& done) {
  done.count_down();
  co_return;
}

// CHECK-LABEL: function starts(
// CHECK: spawn @work
// CHECK: executor.yield(
// CHECK: spawn @work
// CHECK: wait_group.wait(
coro::task<> starts(std::unique_ptr<coro::thread_pool>& pool, coro::latch& done) {
  pool->spawn_detached(work(done));
  co_await pool->schedule();
  coro::task_group<coro::thread_pool> group(pool);
  (void)group.start(work(done));
  co_await group;
}

// CHECK-LABEL: function runs(
// CHECK: call @work
void runs(coro::latch& done) { coro::sync_wait(work(done)); }

// A coroutine that is made and not awaited here is somebody else's to start.
coro::task<> okLater(coro::latch& done) {
  auto pool = coro::thread_pool::make_unique();
  coro::task<> waits = [](coro::latch& latch) -> coro::task<> { co_await latch; }(done);
  pool->spawn_detached(work(done));
  co_await waits;
}

coro::task<> okQueue() {
  auto pool = coro::thread_pool::make_unique();
  coro::queue<int> jobs;
  coro::latch done(1);
  auto consume = [](coro::queue<int>& from, coro::latch& end) -> coro::task<> {
    while (auto job = co_await from.pop()) (void)*job;
    end.count_down();
  };
  pool->spawn_detached(consume(jobs, done));
  co_await jobs.push(1);
  co_await jobs.shutdown();
  co_await done;
}

coro::task<> badLatch() {
  coro::latch done(2);
  done.count_down();
  co_await done;  // FOUND: :[[@LINE]]:{{.*}}[fiber-leak]
}

coro::task<> badRelock() {
  coro::mutex mutex;
  co_await mutex.lock();
  co_await mutex.lock();  // FOUND: :[[@LINE]]:{{.*}}[lock-double]
  mutex.unlock();
}

coro::task<> badReceive() {
  coro::queue<int> jobs;
  co_await jobs.pop();  // FOUND: :[[@LINE]]:{{.*}}[channel-no-sender]
}

coro::task<> badPush(coro::queue<int>& jobs) {
  jobs.push(1);  // FOUND: :[[@LINE]]:{{.*}}'push' is not awaited, so it never runs [error-dropped]
  co_return;
}
