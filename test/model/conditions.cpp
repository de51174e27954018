// A wait with a predicate is a loop around a wait; what a once runs is an operand of it.
// RUN: %chanvet model %s -- %csp_flags | FileCheck %s
#include <condition_variable>
#include <mutex>

#include <csp/csp.h>

using namespace std::chrono_literals;

struct Queue {
  std::mutex mutex;
  std::condition_variable changed;
  bool ready = false;
  void wait();
  void waitFor();
  void set();
};

// CHECK-LABEL: function Queue::wait(this)
// CHECK: [[CHANGED:%[0-9]+]] = field {{%[0-9]+}}, Queue::changed
// CHECK: field {{%[0-9]+}}, guard::mutex0
// CHECK-NEXT: [[MUTEX:%[0-9]+]] = load
// CHECK-NEXT: [[PREDICATE:%[0-9]+]] = closure
// CHECK: jump [[TEST:b[0-9]+]]
// CHECK-NEXT: [[TEST]]:
// CHECK-NEXT: [[HOLDS:%[0-9]+]] = call [[PREDICATE]]() unwind [[UNWIND:b[0-9]+]]
// CHECK-NEXT: branch [[HOLDS]], [[DONE:b[0-9]+]], [[WAIT:b[0-9]+]]
// CHECK: [[WAIT]]:
// CHECK-NEXT: condition.condition_wait({{%[0-9]+}}, [[MUTEX]])
// CHECK-NEXT: jump [[TEST]]
// CHECK: [[DONE]]:
// CHECK: mutex.unlock
void Queue::wait() {
  std::unique_lock lock(mutex);
  changed.wait(lock, [&] { return ready; });
}

// With a time limit the loop can end without the predicate, which is then asked once more.
// CHECK-LABEL: function Queue::waitFor(this)
// CHECK: branch {{%[0-9]+}}, [[DONE:b[0-9]+]], [[WAIT:b[0-9]+]]
// CHECK: [[WAIT]]:
// CHECK-NEXT: condition.condition_wait timed(
// CHECK-NEXT: branch ?, [[TEST:b[0-9]+]], [[LATE:b[0-9]+]]
// CHECK: [[DONE]]:
// CHECK-NEXT: store [[RESULT:&#[0-9]+]], 1
// CHECK: [[LATE]]:
// CHECK-NEXT: [[HOLDS:%[0-9]+]] = call
// CHECK-NEXT: store [[RESULT]], [[HOLDS]]
// CHECK: load [[RESULT]]
void Queue::waitFor() {
  std::unique_lock lock(mutex);
  changed.wait_for(lock, 1s, [this] { return ready; });
}

// CHECK-LABEL: function Queue::set(this)
// CHECK: mutex.lock
// CHECK: field {{%[0-9]+}}, Queue::ready
// CHECK-NEXT: store {{%[0-9]+}}, 1
// CHECK: mutex.unlock
// CHECK: condition.broadcast
void Queue::set() {
  {
    std::lock_guard lock(mutex);
    ready = true;
  }
  changed.notify_all();
}

std::once_flag flag;

// CHECK-LABEL: function runOnce(c: csp::chan)
// CHECK: [[ONCE:%[0-9]+]] = load &once
// CHECK-NEXT: [[TASK:%[0-9]+]] = closure
// CHECK: once.call_once([[ONCE]], [[TASK]])
// CHECK: [[FLAG:%[0-9]+]] = load &flag
// CHECK: once.call_once([[FLAG]], {{%[0-9]+}})
void runOnce(csp::chan<int> c) {
  csp::once once;
  once.call([&] { c.close(); });
  std::call_once(flag, [&] { c.send(1); });
}
