// The names of stlab are recognised, in declarations like its own.
// RUN: %chanvet model %s -- -std=c++20 -I %S/Inputs/stlab | FileCheck %s
// RUN: not %chanvet check --no-cache --format short %s -- -std=c++20 -I %S/Inputs/stlab \
// RUN:   | FileCheck %s --check-prefix=FOUND '--implicit-check-not={{error|warning}}:'
// RUN: %python %S/extract.py %source/docs/dialects/stlab.md cpp "" > %t.cpp
// RUN: not %chanvet check --no-cache --format short %t.cpp -- -std=c++20 -I %S/Inputs/stlab \
// RUN:   | FileCheck %s --check-prefix=PAGE
// PAGE: :9:3: error: wait for 'task' blocks for ever while it holds 'mutex'
#include <mutex>

#include <stlab/concurrency/future.hpp>

using stlab::async;
using stlab::await;
using stlab::default_executor;

// CHECK-LABEL: function tasks(
// CHECK: spawn {{.*}} taking turns
// CHECK: future.get(
// CHECK: spawn
// CHECK: future.detach(
// CHECK: spawn {{.*}} taking turns
// CHECK: = call %{{[0-9]+}}()
void tasks() {
  auto answer = async(default_executor, [](int x) { return x; }, 42);
  await(std::move(answer));
  async(stlab::low_executor, [] {}).detach();
  default_executor([]() noexcept {});
  stlab::immediate_executor([]() noexcept {});
}

int okAwait() {
  int sum = 0;
  auto added = async(default_executor, [&] { sum = 1; });
  await(std::move(added));
  return sum;
}

// What is done then, and by whom it is waited for, is not followed.
int okThen() {
  int sum = 0;
  auto added = async(default_executor, [&] { sum = 1; });
  auto twice = added.then([&] { sum = 2; });
  await(std::move(twice));
  return sum;
}

int okAll() {
  int left = 0, right = 0;
  auto first = async(default_executor, [&] { left = 1; });
  auto second = async(default_executor, [&] { right = 1; });
  auto both = stlab::when_all(default_executor, [] {}, std::move(first), std::move(second));
  await(std::move(both));
  return left + right;
}

void okReady() {
  int sum = 0;
  auto added = async(default_executor, [&] { sum = 1; });
  while (!added.is_ready()) {
  }
}

// The tasks of a queue run one after another, those of immediate_executor at once.
int okQueue() {
  int sum = 0;
  stlab::serial_queue_t queue(default_executor);
  auto first = queue([&] { sum += 1; });
  auto second = async(queue.executor(), [&] { sum += 2; });
  auto third = async(stlab::immediate_executor, [&] { sum += 3; });
  await(std::move(first));
  await(std::move(second));
  return sum;
}

stlab::future<void> okCoroutine() {
  int sum = 0;
  co_await async(default_executor, [&] { sum = 1; });
}

void badCapture() {
  int sum = 0;
  auto added = async(default_executor, [&] { sum += 1; });
  // FOUND: :[[@LINE-1]]:{{.*}}[fiber-ref-capture]
}

void badDetach() {
  int sum = 0;
  async(default_executor, [&] { sum += 1; }).detach();
  // FOUND: :[[@LINE-1]]:{{.*}}[fiber-ref-capture]
}

void badDrop() {
  async(default_executor, [] {});  // FOUND: :[[@LINE]]:{{.*}}[error-dropped]
}

void badLock() {
  std::mutex mutex;
  auto locked = async(default_executor, [&] { mutex.lock(); });
  await(std::move(locked));
  mutex.lock();  // FOUND: :[[@LINE]]:{{.*}}[fiber-leak]
}

// The future has a name, and its 'operator co_await' is no member.
stlab::future<void> okNamed() {
  int sum = 0;
  auto added = async(default_executor, [&] { sum = 1; });
  co_await std::move(added);
}
