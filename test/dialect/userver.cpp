// The names of userver are recognised, in declarations like its own.
// RUN: %chanvet model %s -- -std=c++17 -I %S/Inputs/userver | FileCheck %s
// RUN: not %chanvet check --no-cache --format short %s -- -std=c++17 -I %S/Inputs/userver \
// RUN:   | FileCheck %s --check-prefix=FOUND '--implicit-check-not={{error|warning}}:'
// RUN: %python %S/extract.py %source/docs/dialects/userver.md cpp "" > %t.cpp
// RUN: not %chanvet check --no-cache --format short %t.cpp -- -std=c++17 -I %S/Inputs/userver \
// RUN:   | FileCheck %s --check-prefix=PAGE
// PAGE: :11:3: error: join of 'task' blocks for ever while it holds 'mutex', which another fiber needs to go on [lock-held-while-blocking]
#include <shared_mutex>

#include <userver/engine/async.hpp>

using namespace userver;

// CHECK-LABEL: function tasks(
// CHECK: spawn
// CHECK: fiber.join(
// CHECK: spawn
// CHECK: spawn
// CHECK: fiber.detach(
// CHECK: = sleep
// CHECK: = yield
void tasks(engine::TaskProcessor& processor) {
  auto one = engine::AsyncNoSpan([] {});
  one.Get();
  auto two = engine::AsyncNoSpan(processor, [](int) {}, 1);
  auto three = utils::Async("three", [] {});
  std::move(three).Detach();
  engine::SleepFor(std::chrono::milliseconds(1));
  engine::Yield();
}

// CHECK-LABEL: function locks(
// CHECK: mutex.lock(
// CHECK: condition.condition_wait timed(
// CHECK: condition.broadcast(
// CHECK: mutex.lock_shared(
// CHECK: latch.done(
// CHECK: latch.wait(
void locks(engine::Mutex& mutex, engine::ConditionVariable& ready, bool& isReady,
           engine::SharedMutex& map, engine::SingleUseEvent& done) {
  std::unique_lock<engine::Mutex> lock(mutex);
  (void)ready.Wait(lock, [&] { return isReady; });
  ready.NotifyAll();
  std::shared_lock<engine::SharedMutex> reading(map);
  done.Send();
  done.WaitNonCancellable();
}

void okEvent() {
  engine::SingleUseEvent done;
  auto task = engine::AsyncNoSpan([&] { done.Send(); });
  done.WaitNonCancellable();
  task.Get();
}

// The task is cancelled when its handle goes, which ends its wait.
void okCancel() {
  engine::SingleUseEvent never;
  auto task = engine::AsyncNoSpan([&] { never.Wait(); });
}

void badJoin() {
  engine::Mutex mutex;
  std::lock_guard<engine::Mutex> lock(mutex);
  auto task = engine::AsyncNoSpan([&] { std::lock_guard<engine::Mutex> inner(mutex); });
  task.Get();  // FOUND: :[[@LINE]]:{{.*}}[lock-held-while-blocking]
}

void badRelock() {
  engine::Mutex mutex;
  std::lock_guard<engine::Mutex> lock(mutex);
  mutex.lock();  // FOUND: :[[@LINE]]:{{.*}}[lock-double]
}
