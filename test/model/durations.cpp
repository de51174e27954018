// Durations are numbers of nanoseconds, as far as the compiler knows them.
// RUN: %chanvet model %s -- %csp_flags | FileCheck %s
#include <chrono>

#include <csp/csp.h>

using namespace std::chrono_literals;

// CHECK-LABEL: function compared(
// CHECK: store {{%[0-9]+}}, 2000000000
// CHECK: store {{%[0-9]+}}, 3000000
// CHECK: field {{%[0-9]+}}, duration::nanoseconds
// CHECK: {{%[0-9]+}} = {{%[0-9]+}} < {{%[0-9]+}}
bool compared() {
  std::chrono::seconds limit = 2s;
  return limit < 3ms;
}

// CHECK-LABEL: function changed(
// CHECK: [[SUM:%[0-9]+]] = [[BEFORE:%[0-9]+]] + {{%[0-9]+}}
// CHECK-NEXT: store {{%[0-9]+}}, [[SUM]]
// CHECK: store {{%[0-9]+}}, ?
// CHECK: - {{%[0-9]+}}
std::chrono::milliseconds changed(std::chrono::milliseconds limit) {
  limit += 5ms;
  limit *= 2;
  return limit - 1ms;
}
