// Groups count the fibers that they start.
// RUN: %chanvet model %s -- %csp_flags | FileCheck %s
#include <csp/csp.h>

// CHECK-LABEL: function waits()
// CHECK: make csp::wait_group()
// CHECK: [[GROUP:%[0-9]+]] = load &g
// CHECK: spawn {{%[0-9]+}}() counted by [[GROUP]]
// CHECK: wait_group.add({{%[0-9]+}}, 1)
// CHECK: wait_group.add({{%[0-9]+}}, 2)
// CHECK: spawn {{%[0-9]+}}()  //
// CHECK: wait_group.wait
void waits() {
  csp::wait_group g;
  g.go([] {});
  g.add();
  g.add(2);
  csp::go([&] { g.done(); });
  g.wait();
}

// CHECK-LABEL: function failures(parent: csp::context)
// CHECK: [[PARENT:%[0-9]+]] = load &parent
// CHECK: make csp::err_group([[PARENT]])
// CHECK: [[GROUP:%[0-9]+]] = load &g
// CHECK: spawn {{%[0-9]+}}() counted by [[GROUP]]
// CHECK: [[ERROR:%[0-9]+]] = error_group.wait
// CHECK: store &e, [[ERROR]]
// CHECK-NEXT: [[E:%[0-9]+]] = load &e
// CHECK-NEXT: {{%[0-9]+}} = [[E]] != null
// CHECK: error_group.context_of({{%[0-9]+}})
bool failures(csp::context parent) {
  csp::err_group g(parent);
  g.go([] { return csp::error(); });
  if (auto e = g.wait()) return true;
  g.ctx().done().recv();
  return false;
}
