// The names of the standard library are recognised in its real headers.
// RUN: %chanvet model %s -- -std=c++20 | FileCheck %s
// RUN: %python %S/extract.py %source/docs/dialects/std.md cpp "" > %t.cpp
// RUN: not %chanvet check --no-cache --format short %t.cpp -- -std=c++20 \
// RUN:   | FileCheck %s --check-prefix=PAGE
// PAGE: :7:3: error: wait for 'ready' can block for ever: nothing is left that could wake main [fiber-deadlock]
#include <algorithm>
#include <barrier>
#include <condition_variable>
#include <functional>
#include <future>
#include <latch>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <semaphore>
#include <shared_mutex>
#include <thread>
#include <vector>

using namespace std::chrono_literals;

struct Worker : std::thread {
  using std::thread::thread;
};

// CHECK-LABEL: function threads(
// CHECK: spawn
// CHECK: fiber.join(
// CHECK: spawn
// CHECK: fiber.request_stop(
// CHECK: spawn
// CHECK: fiber.detach(
// CHECK: = sleep(
void threads() {
  std::thread thread([] {});
  thread.join();
  std::jthread stoppable([](std::stop_token) {});
  stoppable.request_stop();
  Worker worker([] {});
  worker.detach();
  std::this_thread::sleep_for(1s);
}

// CHECK-LABEL: function guards(
// CHECK: mutex.lock(
// CHECK-NOT: mutex.lock(
// CHECK: mutex.try_lock(
// CHECK: mutex.lock_shared(
// CHECK: mutex.lock(%{{[0-9]+}}, %{{[0-9]+}})
// CHECK: condition.condition_wait(
// CHECK: condition.signal(
void guards(std::mutex& a, std::mutex& b, std::shared_mutex& c, std::condition_variable& ready) {
  std::lock_guard locked(a);
  std::lock_guard adopted(b, std::adopt_lock);
  std::unique_lock deferred(b, std::defer_lock);
  std::unique_lock tried(b, std::try_to_lock);
  std::shared_lock shared(c);
  std::scoped_lock both(a, b);
  ready.wait(tried);
  ready.notify_one();
}

// CHECK-LABEL: function futures(
// CHECK: spawn
// CHECK: future.wait(
// CHECK: future.get(
// CHECK: promise.future_of(
// CHECK: promise.set_value(
void futures() {
  std::future<int> future = std::async(std::launch::async, [] { return 1; });
  future.wait();
  future.get();
  std::promise<int> promise;
  (void)promise.get_future();
  promise.set_value(1);
}

// CHECK-LABEL: function counts(
// CHECK: latch.done(
// CHECK: latch.wait
// CHECK: barrier.wait
// CHECK: semaphore.wait(
// CHECK: semaphore.add(
void counts(std::latch& latch, std::barrier<>& barrier, std::binary_semaphore& semaphore) {
  latch.count_down();
  latch.arrive_and_wait();
  barrier.arrive_and_wait();
  semaphore.acquire();
  semaphore.release();
}

// Handles are found through what carries them.
// CHECK-LABEL: function carried(
// CHECK-COUNT-7: fiber.join(
// CHECK-NOT: call unseen
// CHECK: return
void carried(std::shared_ptr<std::thread> shared, std::unique_ptr<std::thread> unique,
             std::vector<std::thread>& vector, std::map<int, std::thread>& map,
             std::list<std::thread>& list, std::optional<std::thread>& optional,
             std::reference_wrapper<std::thread> reference) {
  shared->join();
  (*unique).join();
  vector[0].join();
  map[1].join();
  list.begin()->join();
  optional->join();
  reference.get().join();
}
