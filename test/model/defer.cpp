// What is deferred is called on every way out of its scope.
// RUN: %chanvet model %s -- %csp_flags | FileCheck %s
#include <csp/csp.h>

bool ask();

// CHECK-LABEL: function ways(
// CHECK: store &close, [[CLOSE:%[0-9]+]]
// CHECK: branch {{%[0-9]+}}, [[RETURN:b[0-9]+]],
// CHECK: [[RETURN]]:
// CHECK-NEXT: [[FIRST:%[0-9]+]] = load &close
// CHECK-NEXT: call [[FIRST]]()
// CHECK-NEXT: end &close
// CHECK: call @ask() unwind [[UNWIND:b[0-9]+]]
// CHECK: [[UNWIND]]:
// CHECK-NEXT: [[SECOND:%[0-9]+]] = load &close
// CHECK-NEXT: call [[SECOND]]()
// CHECK-NEXT: jump [[OUT:b[0-9]+]]
// CHECK: [[OUT]]:
// CHECK-NEXT: resume
// CHECK: throw int to [[UNWIND]]
// CHECK: [[THIRD:%[0-9]+]] = load &close
// CHECK-NEXT: call [[THIRD]]()
// CHECK-NEXT: end &close
// CHECK-NEXT: jump
void ways(csp::chan<int> c, bool b) {
  csp::defer close{[&] { c.close(); }};
  if (b) return;
  if (ask()) throw 1;
  c.send(1);
}

// Break and continue leave the body of the loop too.
// CHECK-LABEL: function turns(
// CHECK: store &each, {{%[0-9]+}}
// CHECK-COUNT-3: end &each
// CHECK-NOT: end &each
// CHECK-LABEL: function order(
void turns(csp::chan<int> c, bool b) {
  while (ask()) {
    csp::defer each{[=] { c.send(1); }};
    if (b) break;
    if (ask()) continue;
    ask();
  }
}

// The last one declared goes first.
// CHECK: [[INNER:%[0-9]+]] = load &second
// CHECK-NEXT: call [[INNER]]()
// CHECK: [[OUTER:%[0-9]+]] = load &first
// CHECK-NEXT: call [[OUTER]]()
void order(csp::chan<int> c) {
  csp::defer first{[&] { c.close(); }};
  csp::defer second{[&] { c.send(1); }};
}

// The callable can be one that is there already.
// CHECK-LABEL: function named(
// CHECK: [[CANCEL:%[0-9]+]] = load &cancel
// CHECK: store &later, [[CANCEL]]
// CHECK: [[LATER:%[0-9]+]] = load &later
// CHECK-NEXT: call [[LATER]]()
void named(csp::cancel_func cancel) { csp::defer later{cancel}; }
