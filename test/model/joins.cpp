// What &&, || and ?: yield is left by the branch that ran, and not evaluated again.
// RUN: %chanvet model %s -- %csp_flags | FileCheck %s
#include <csp/csp.h>

bool ask();

// CHECK-LABEL: function either(done)
// CHECK: [[DONE:%[0-9]+]] = load &done
// CHECK-NEXT: branch [[DONE]], [[YES:b[0-9]+]], [[ASK:b[0-9]+]]
// CHECK: [[JOIN:b[0-9]+]]:
// CHECK-NEXT: [[VALUE:%[0-9]+]] = load [[RESULT:&#[0-9]+]]
// CHECK-NEXT: end [[RESULT]]
// CHECK-NEXT: store &b, [[VALUE]]
// CHECK: [[YES]]:
// CHECK-NEXT: store [[RESULT]], 1
// CHECK-NEXT: jump [[JOIN]]
// CHECK: [[ASK]]:
// CHECK-NEXT: [[ASKED:%[0-9]+]] = call @ask()
// CHECK-NEXT: store [[RESULT]], [[ASKED]]
// CHECK-NEXT: jump [[JOIN]]
bool either(bool done) {
  bool b = done || ask();
  return b;
}

// CHECK-LABEL: function nested(a, b, c)
// CHECK: [[ALL:%[0-9]+]] = load [[RESULT:&#[0-9]+]]
// CHECK: not [[ALL]]
// CHECK: store [[RESULT]], 0
// CHECK: store [[RESULT]], {{%[0-9]+}}
// CHECK: store [[RESULT]], 0
bool nested(bool a, bool b, bool c) { return !(a && b && c); }

// CHECK-LABEL: function chosen(p: csp::chan, q: csp::chan, a)
// CHECK: store [[RESULT:&#[0-9]+]], &p
// CHECK: store [[RESULT]], &q
// CHECK: [[SLOT:%[0-9]+]] = load [[RESULT]]
// CHECK: [[CHANNEL:%[0-9]+]] = load [[SLOT]]
// CHECK-NEXT: {{%[0-9]+}} = channel.close([[CHANNEL]])
void chosen(csp::chan<int> p, csp::chan<int> q, bool a) { (a ? p : q).close(); }

// CHECK-LABEL: function thrown(a)
// CHECK: store {{&#[0-9]+}}, 1
// CHECK: throw
int thrown(bool a) {
  int n = a ? 1 : throw 2;
  return n;
}
