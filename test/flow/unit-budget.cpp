// A unit has the steps of twenty functions; when they are gone, each of the others has a twentieth
// of what a function has, so that none is left out.
// RUN: sh %source/test/driver/Inputs/status.sh %chanvet check --format short --verbose --max-steps 200 %s -- %csp_flags | FileCheck %s
// RUN: sh %source/test/driver/Inputs/status.sh %chanvet check --format short --verbose %s -- %csp_flags | FileCheck %s --check-prefix=WHOLE
#include <csp/csp.h>

bool ask(int n);

template <int N>
void manyPaths(csp::chan<int> c) {
  if (ask(1)) c.len();
  if (ask(2)) c.send(N);
  if (ask(3)) c.len();
  if (ask(4)) c.send(N);
  if (ask(5)) c.len();
  if (ask(6)) c.send(N);
  if (ask(7)) c.len();
  if (ask(8)) c.send(N);
}

template <int N>
void all(csp::chan<int> c) {
  manyPaths<N>(c);
  if constexpr (N > 0) all<N - 1>(c);
}

template void all<25>(csp::chan<int> c);

void shortOne(csp::chan<int> c) {
  c.close();
  c.close();
}

// CHECK: unit-budget.cpp:[[#@LINE - 3]]:3: error: 'c' is closed twice
// CHECK: the budget of steps ran out in 'manyPaths'
// CHECK-NOT: the budget of steps ran out in 'shortOne'
// CHECK: status 1

// WHOLE: unit-budget.cpp:[[#@LINE - 8]]:3: error: 'c' is closed twice
// WHOLE-NOT: the budget of steps ran out in 'manyPaths'
// WHOLE: status 1
