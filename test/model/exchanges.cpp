// Objects that change places, or are replaced, keep what they were given.
// RUN: %chanvet model %s -- %csp_flags | FileCheck %s
#include <utility>
#include <vector>

#include <csp/csp.h>

struct Flow {
  int id = 0;
  csp::chan<int> c;
};

// CHECK-LABEL: function drained(
// CHECK: copy [[OLD:%[0-9]+]], [[V:%[0-9]+]]
// CHECK-NEXT: resize [[V]], 0
// CHECK-NEXT: copy [[V]], {{%[0-9]+}}
// CHECK: store &(result), {{%[0-9]+}}
std::vector<csp::chan<int>> drained(std::vector<csp::chan<int>>& v) { return std::exchange(v, {}); }

// CHECK-LABEL: function swapped(
// CHECK: copy [[KEPT:%[0-9]+]], [[A:%[0-9]+]]
// CHECK-NEXT: copy [[A]], [[B:%[0-9]+]]
// CHECK-NEXT: copy [[B]], [[KEPT]]
// CHECK: copy
// CHECK: copy
// CHECK: copy
void swapped(Flow& a, Flow& b, std::vector<Flow>& v, std::vector<Flow>& w) {
  std::swap(a, b);
  v.swap(w);
}
