// The steps of a path stand in its order: decisions, calls, fibers, what happens to the primitive.
// RUN: not %chanvet check --max-states 1 --format short %s -- %csp_flags | FileCheck %s
#include <csp/csp.h>

bool ask();

// CHECK: trace.cpp:[[#@LINE + 18]]:3: error: send on 'jobs' after it was closed
// CHECK-NEXT: trace.cpp:[[#@LINE + 12]]:18: note: 'jobs' made here
// CHECK-NEXT: trace.cpp:[[#@LINE + 8]]:32: note: 'jobs' closed here
// CHECK-NEXT: trace.cpp:[[#@LINE + 10]]:18: note: step 1: 'jobs' is made
// CHECK-NEXT: trace.cpp:[[#@LINE + 10]]:7: note: step 2: the condition holds
// CHECK-NEXT: trace.cpp:[[#@LINE + 10]]:5: note: step 3: calls 'stop'
// CHECK-NEXT: trace.cpp:[[#@LINE + 4]]:32: note: step 4: 'jobs' is closed
// CHECK-NEXT: trace.cpp:[[#@LINE + 10]]:7: note: step 5: the condition does not hold
// CHECK-NEXT: trace.cpp:[[#@LINE + 10]]:3: note: step 6: 'jobs' is sent to
// CHECK-NOT: note
void stop(csp::chan<int>& c) { c.close(); }

void serve() {
  csp::chan<int> jobs(1);
  if (ask()) {
    stop(jobs);
  }
  if (ask()) jobs.len();
  jobs.send(1);
}
