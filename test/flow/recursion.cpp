// Calls that go on for ever, or very far, are followed for a while.
// RUN: sh %source/test/driver/Inputs/status.sh timeout 60 %chanvet check --format short %s -- %csp_flags | FileCheck %s
#include <csp/csp.h>

bool ask();

// CHECK-DAG: recursion.cpp:[[#@LINE + 3]]:3: error: 'c' is closed twice
void countdown(csp::chan<int> c, int n) {
  if (n == 0) return;
  c.close();
  countdown(c, n - 1);
}

// Two that call each other.
void pong(csp::chan<int> c);
void ping(csp::chan<int> c) {
  if (ask()) pong(c);
  c.len();
}
void pong(csp::chan<int> c) {
  if (ask()) ping(c);
  c.len();
}
// CHECK-DAG: recursion.cpp:[[#@LINE + 4]]:3: error: 'c' is closed twice
void afterPing(csp::chan<int> c) {
  c.close();
  ping(c);
  c.close();
}

// A fiber that starts itself.
void chain(csp::chan<int> c) {
  csp::go([c] { chain(c); });
  c.len();
}

// Calls within calls, deeper than the engine follows.
template <int N>
void deep(csp::chan<int> c) {
  c.len();
  deep<N - 1>(c);
}
template <>
void deep<0>(csp::chan<int> c) {
  c.close();
}
void shallow(csp::chan<int> c) { c.close(); }

void tooDeep(csp::chan<int> c) { deep<200>(c); }

// CHECK-DAG: recursion.cpp:[[#@LINE - 4]]:34: error: 'c' is closed twice
void notTooDeep(csp::chan<int> c) {
  shallow(c);
  shallow(c);
}
// CHECK: status 1
