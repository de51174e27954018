// The search for paths ends after so many steps. What was found until then stands, the rest of the
// unit is looked at as ever, and it is said which function was too much.
// RUN: sh %source/test/driver/Inputs/status.sh %chanvet check --format short --verbose --max-steps 20 %s -- %csp_flags > %t.first
// RUN: sh %source/test/driver/Inputs/status.sh %chanvet check --format short --verbose --max-steps 20 %s -- %csp_flags > %t.second
// RUN: cmp %t.first %t.second
// RUN: FileCheck %s --implicit-check-not="'late'" < %t.first
// RUN: sh %source/test/driver/Inputs/status.sh %chanvet check --format short --max-steps 20 %s -- %csp_flags | FileCheck %s --check-prefix=SILENT
// RUN: sh %source/test/driver/Inputs/status.sh %chanvet check --format short --verbose %s -- %csp_flags | FileCheck %s --check-prefix=WHOLE
#include <csp/csp.h>

bool ask(int n);

void manyPaths(csp::chan<int> c, csp::chan<int> late) {
  c.close();
  if (ask(0)) c.len();
  if (ask(1)) c.len();
  if (ask(2)) c.len();
  if (ask(3)) c.len();
  if (ask(4)) c.len();
  late.close();
  late.close();
}

void straight(csp::chan<int> c) {
  c.close();
  c.close();
}

// CHECK: budget.cpp:[[#@LINE - 3]]:3: error: 'c' is closed twice
// CHECK: the budget of steps ran out in 'manyPaths': not all of its paths were followed
// CHECK: status 1

// SILENT-NOT: budget of steps
// SILENT: 1 error
// SILENT: status 1

// WHOLE-DAG: budget.cpp:[[#@LINE - 16]]:3: error: 'late' is closed twice
// WHOLE-DAG: budget.cpp:[[#@LINE - 12]]:3: error: 'c' is closed twice
// WHOLE-NOT: budget of steps
// WHOLE: status 1
