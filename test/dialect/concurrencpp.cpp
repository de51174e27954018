// The names of concurrencpp are recognised, in declarations like its own.
// RUN: %chanvet model %s -- -std=c++20 -I %S/Inputs/concurrencpp | FileCheck %s
// RUN: not %chanvet check --no-cache --format short %s -- -std=c++20 -I %S/Inputs/concurrencpp \
// RUN:   | FileCheck %s --check-prefix=FOUND '--implicit-check-not={{error|warning}}:'
// RUN: %python %S/extract.py %source/docs/dialects/concurrencpp.md cpp "" > %t.cpp
// RUN: not %chanvet check --no-cache --format short %t.cpp -- -std=c++20 -I %S/Inputs/concurrencpp \
// RUN:   | FileCheck %s --check-prefix=PAGE
// PAGE: :10:10: error: wait for 'answer' can block for ever: the fiber leaks [fiber-leak]
#include <cstdlib>
#include <latch>

#include <concurrencpp/concurrencpp.h>

using namespace concurrencpp;
using namespace std::chrono_literals;
using Pool = std::shared_ptr<thread_pool_executor>;

// CHECK-LABEL: function results(
// CHECK: spawn
// CHECK: spawn
// CHECK: future.wait(
// CHECK: future.wait timed
// CHECK: future.get(
int results(Pool pool) {
  result<int> sum = pool->submit([](int left, int right) { return left + right; }, 1, 2);
  pool->post([] {});
  sum.wait();
  sum.wait_for(1s);
  return sum.get();
}

// CHECK-LABEL: function promises(
// CHECK: make concurrencpp::result_promise
// CHECK: promise.future_of(
// CHECK: promise.set_value(
// CHECK: future.get(
int promises() {
  result_promise<int> promise;
  shared_result<int> value(promise.get_result());
  promise.set_result(1);
  return value.get();
}

result<int> eager(int value) { co_return value; }
lazy_result<int> lazy(int value) { co_return value; }

// CHECK-LABEL: function awaits(
// CHECK: call @eager(
// CHECK: future.get(
// CHECK: call @lazy(
result<int> awaits() {
  int sum = co_await eager(1);
  sum += co_await lazy(2);
  co_return sum;
}

// CHECK-LABEL: function timers(
// CHECK: after_func
// CHECK: timer.stop(
void timers(timer_queue& queue, std::shared_ptr<executor> executor) {
  timer once = queue.make_one_shot_timer(1ms, executor, [] {});
  once.cancel();
}

void okPeriodic(timer_queue& queue, std::shared_ptr<executor> executor) {
  std::latch done(2);
  timer often = queue.make_timer(1ms, 1ms, executor, [&] { done.count_down(); });
  done.wait();
}

int okPromise(Pool pool) {
  result_promise<int> promise;
  auto value = promise.get_result();
  pool->post([promise = std::move(promise)]() mutable { promise.set_result(1); });
  return value.get();
}

int okShared(Pool pool) {
  result_promise<int> promise;
  shared_result<int> value(promise.get_result());
  auto done = pool->submit([&] { promise.set_result(1); });
  int first = value.get();
  done.get();
  return first + value.get();
}

// A coroutine that answers with a result begins when it is called.
result<void> countDown(std::latch& done) {
  done.count_down();
  co_return;
}
void okEager() {
  std::latch done(1);
  countDown(done);
  done.wait();
}

int okManual(std::shared_ptr<manual_executor> manual) {
  int value = 0;
  manual->post([&] { ++value; });
  ++value;
  manual->loop_once();
  return value;
}

void okTimer(timer_queue& queue, std::shared_ptr<executor> executor) {
  std::latch done(1);
  timer once = queue.make_one_shot_timer(1ms, executor, [&] { done.count_down(); });
  done.wait();
}

// What an executor of any kind calls is not followed.
int okAny(std::shared_ptr<executor> executor) {
  result_promise<int> promise;
  auto value = promise.get_result();
  executor->post([&] { promise.set_result(1); });
  return value.get();
}

int badPromise() {
  result_promise<int> promise;
  auto value = promise.get_result();
  return value.get();  // FOUND: :[[@LINE]]:{{.*}}[fiber-leak]
}

int badPath(Pool pool) {
  result_promise<int> promise;
  auto value = promise.get_result();
  pool->post([&] {
    if (rand() == 0) return;
    promise.set_result(1);
  });
  return value.get();  // FOUND: :[[@LINE]]:{{.*}}[fiber-leak]
}

result<void> badLazy() {
  lazy(3);  // FOUND: :[[@LINE]]:{{.*}}[error-dropped]
  co_return;
}
