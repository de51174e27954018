// A function of a library that does nothing but return a number is that number.
// RUN: %chanvet model %s -- %csp_flags | FileCheck %s
#include "Inputs/assertions.h"

void step(int n);

// CHECK-LABEL: function check(
// CHECK: call @step(0)
// CHECK: call @step(3)
// CHECK: call @step(1)
// CHECK: [[LEFT:%[0-9]+]] = call unseen({{.*}})
// CHECK: call @step([[LEFT]])
// CHECK: [[ASKED:%[0-9]+]] = call unseen({{.*}})
// CHECK: call @step([[ASKED]])
void check(probe& by, int n) {
  step(never());
  step(most());
  step(probe::on());
  step(anyLeft(n));
  step(by.asks());
}
