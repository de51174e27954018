// What the number of a status means: success goes without saying where it is true.
// RUN: %chanvet model %s -- %csp_flags | FileCheck %s
#include <chrono>
#include <condition_variable>
#include <future>
#include <mutex>

#include <csp/csp.h>

using namespace std::chrono_literals;

// CHECK-LABEL: function tries(c: csp::chan)
// CHECK: channel.try_send({{.*}}, 1)  //
void tries(csp::chan<int> c) { (void)c.try_send(1); }

// CHECK-LABEL: function futures(
// CHECK: future.wait timed({{%[0-9]+}}) ok=0
bool futures(std::future<int>& f) { return f.wait_for(1s) == std::future_status::ready; }

// CHECK-LABEL: function conditions(
// CHECK: condition.condition_wait timed({{.*}}) ok=0
bool conditions(std::condition_variable& cv, std::unique_lock<std::mutex>& lock) {
  return cv.wait_for(lock, 1s) == std::cv_status::no_timeout;
}

// CHECK-LABEL: function all(
// CHECK: mutex.try_lock({{%[0-9]+}}, {{%[0-9]+}}) ok=-1
int all(std::mutex& a, std::mutex& b) { return std::try_lock(a, b); }

// A condition that is made with its lock has it as operand.
// CHECK-LABEL: function made(mu: csp::mutex)
// CHECK: [[MUTEX:%[0-9]+]] = load {{%[0-9]+}}
// CHECK-NEXT: make csp::cond([[MUTEX]])
void made(csp::mutex& mu) {
  csp::cond changed(mu);
  changed.wait();
}

struct Waits {
  csp::mutex mu;
  csp::cond changed{mu};
};

// CHECK-LABEL: function Waits::Waits(
// CHECK: store {{%[0-9]+}}, {{%[0-9]+}}
// CHECK: [[FIELD:%[0-9]+]] = field {{%[0-9]+}}, Waits::mu
// CHECK-NEXT: [[OWN:%[0-9]+]] = load [[FIELD]]
// CHECK-NEXT: make csp::cond([[OWN]])
void member() { Waits w; }
