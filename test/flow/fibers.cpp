// Every fiber of a trace has a name, the one that the path starts in too.
// RUN: not %chanvet check --max-states 1 --format short %s -- %csp_flags | FileCheck %s
#include <csp/csp.h>

// CHECK: fibers.cpp:[[#@LINE + 9]]:20: error: send on 'jobs' after it was closed
// CHECK: note: step 1: serve: 'jobs' is made
// CHECK-NEXT: note: step 2: serve: 'jobs' is closed
// CHECK-NEXT: note: step 3: serve: starts a fiber
// CHECK-NEXT: note: step 4: fiber: 'jobs' is sent to
// CHECK-NOT: note
void serve() {
  csp::chan<int> jobs(1);
  jobs.close();
  csp::go([jobs] { jobs.send(1); });
}

// CHECK: fibers.cpp:[[#@LINE + 10]]:22: error: send on 'rows' after it was closed
// CHECK: note: step 1: relay: 'rows' is made
// CHECK-NEXT: note: step 2: relay: starts a fiber
// CHECK-NEXT: note: step 3: fiber 1: 'rows' is closed
// CHECK-NEXT: note: step 4: fiber 1: starts a fiber
// CHECK-NEXT: note: step 5: fiber 2: 'rows' is sent to
void relay() {
  csp::chan<int> rows(1);
  csp::go([rows] {
    rows.close();
    csp::go([rows] { rows.send(1); });
  });
}
