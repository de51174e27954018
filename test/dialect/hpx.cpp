// The names of HPX are recognised, in declarations like its own.
// RUN: %chanvet model %s -- -std=c++20 -I %S/Inputs/hpx | FileCheck %s
// RUN: not %chanvet check --no-cache --format short %s -- -std=c++20 -I %S/Inputs/hpx \
// RUN:   | FileCheck %s --check-prefix=FOUND '--implicit-check-not={{error|warning}}:'
// RUN: %python %S/extract.py %source/docs/dialects/hpx.md cpp "" > %t.cpp
// RUN: not %chanvet check --no-cache --format short %t.cpp -- -std=c++20 -I %S/Inputs/hpx \
// RUN:   | FileCheck %s --check-prefix=PAGE
// PAGE: :7:20: error: nothing closes 'jobs', so this loop never ends [channel-range-never-closed]
#include <hpx/hpx.hpp>

using namespace std::chrono_literals;

// CHECK-LABEL: function channels(
// CHECK: channel.send(
// CHECK: channel.send(
// CHECK: channel.receive(
// CHECK: channel.close(
// CHECK: channel.receive until closed(
// CHECK: make hpx::lcos::local::one_element_channel
// CHECK: channel.send(
void channels(hpx::channel<int>& jobs) {
  jobs.set(1);
  jobs.set(hpx::launch::sync, 2);
  jobs.get(hpx::launch::sync);
  jobs.close();
  for (int job : jobs) (void)job;
  hpx::lcos::local::one_element_channel<int> one;
  one.set(1);
}

// CHECK-LABEL: function futures(
// CHECK: spawn
// CHECK: spawn
// CHECK: spawn
// CHECK: future.wait(
// CHECK: future.wait timed
// CHECK: future.get(
// CHECK: make hpx::promise
// CHECK: promise.future_of(
// CHECK: promise.set_value(
int futures() {
  auto first = hpx::async([] { return 1; });
  auto second = hpx::async(hpx::launch::async, [] { return 2; });
  hpx::post([] {});
  first.wait();
  second.wait_for(1s);
  int sum = first.get() + second.get();
  hpx::promise<int> promise;
  hpx::shared_future<int> third(promise.get_future());
  promise.set_value(3);
  return sum + third.get();
}

// CHECK-LABEL: function locks(
// CHECK: mutex.lock(
// CHECK: condition.condition_wait(
// CHECK: condition.condition_wait timed(
// CHECK: condition.broadcast(
// CHECK: rw_mutex.lock_shared(
// CHECK: rw_mutex.unlock_shared(
// CHECK: make hpx::latch(1)
// CHECK: latch.done(
// CHECK: latch.wait(
// CHECK: make hpx::barrier(1)
// CHECK: barrier.wait arriving(
// CHECK: make hpx::detail::counting_semaphore(1)
// CHECK: semaphore.wait(
// CHECK: semaphore.add(
// CHECK: latch.done(
// CHECK: latch.wait(
// CHECK: = yield
// CHECK: = sleep
void locks(hpx::mutex& mutex, hpx::condition_variable& ready, hpx::shared_mutex& shared,
           hpx::lcos::local::event& event) {
  {
    std::unique_lock<hpx::mutex> lock(mutex);
    ready.wait(lock);
    ready.wait_for(lock, 1s);
    ready.notify_all();
  }
  shared.lock_shared();
  shared.unlock_shared();
  hpx::latch done(1);
  done.count_down(1);
  done.wait();
  hpx::barrier<> together(1);
  together.arrive_and_wait();
  hpx::counting_semaphore<> free(1);
  free.acquire();
  free.release();
  event.set();
  event.wait();
  hpx::this_thread::yield();
  hpx::this_thread::sleep_for(1s);
}

// CHECK-LABEL: function threads(
// CHECK: spawn
// CHECK: fiber.join(
// CHECK: spawn
void threads() {
  hpx::thread thread([](int) {}, 1);
  thread.join();
  hpx::jthread joins([] {});
}

int okChannel() {
  hpx::channel<int> jobs;
  auto sum = hpx::async([jobs] {
    int result = 0;
    for (int job : jobs) result += job;
    return result;
  });
  jobs.set(1);
  jobs.set(2);
  jobs.close();
  return sum.get();
}

void ping(hpx::lcos::local::send_channel<int> to) { to.set(1); }
int pong(hpx::lcos::local::receive_channel<int> from) { return from.get(hpx::launch::sync); }
int okSides() {
  hpx::channel<int> jobs;
  ping(jobs);
  return pong(jobs);
}

int okDeferred() {
  hpx::promise<int> promise;
  auto call = hpx::async(hpx::launch::deferred, [&] { promise.set_value(1); });
  call.get();
  return promise.get_future().get();
}

int okShared() {
  hpx::promise<int> promise;
  hpx::shared_future<int> result(promise.get_future());
  hpx::thread setter([&] { promise.set_value(1); });
  int value = result.get();
  setter.join();
  return value;
}

void okLatch() {
  hpx::latch done(2);
  hpx::post([&] { done.count_down(1); });
  done.arrive_and_wait();
}

int okChecking() {
  hpx::mutex mutex;
  int value = 0;
  hpx::thread setter([&] {
    std::unique_lock<hpx::mutex> lock(mutex);
    hpx::util::ignore_while_checking<std::unique_lock<hpx::mutex>> ignored(&lock);
    value = 1;
  });
  mutex.lock();
  int seen = value;
  mutex.unlock();
  setter.join();
  return seen;
}

void okThread() {
  hpx::jthread worker([] {});
}

void badThread() {
  hpx::thread worker([] {});  // FOUND: :[[@LINE]]:{{.*}}[fiber-not-joined]
}

void badSend() {
  hpx::channel<int> jobs;
  jobs.close();
  jobs.set(1);  // FOUND: :[[@LINE]]:{{.*}}[channel-send-after-close]
}

int badReceive() {
  hpx::channel<int> jobs;
  return jobs.get(hpx::launch::sync);  // FOUND: :[[@LINE]]:{{.*}}[channel-no-sender]
}

void badOne() {
  hpx::lcos::local::one_element_channel<int> one;
  one.set(1);
  one.set(2);  // FOUND: :[[@LINE]]:{{.*}}[channel-no-receiver]
}

void badLatch() {
  hpx::latch done(3);
  hpx::post([&] { done.count_down(1); });
  done.arrive_and_wait();  // FOUND: :[[@LINE]]:{{.*}}[fiber-leak]
}

void badRelock() {
  hpx::mutex mutex;
  mutex.lock();
  mutex.lock();  // FOUND: :[[@LINE]]:{{.*}}[lock-double]
}
