// A temporary goes away at the end of its full expression, or with the reference that keeps it.
// RUN: %chanvet model %s -- %csp_flags | FileCheck %s
#include <csp/csp.h>

struct Closer {
  csp::chan<int> c;
  ~Closer() { c.close(); }
};
int use(const Closer&);
void keep(Closer);
bool ask();

// CHECK-LABEL: function expression(
// CHECK: [[OBJECT:%[0-9]+]] = new
// CHECK: [[FIELD:%[0-9]+]] = field [[OBJECT]], Closer::c
// CHECK: call @use([[OBJECT]])
// CHECK: store &n,
// CHECK-NEXT: [[GONE:%[0-9]+]] = load {{%[0-9]+}}
// CHECK-NEXT: call @Closer::~Closer([[GONE]])
// CHECK: channel.send
void expression(csp::chan<int> c) {
  int n = use(Closer{c}) + 1;
  c.send(n);
}

// CHECK-LABEL: function extended(
// CHECK: store &kept, [[OBJECT:%[0-9]+]]
// CHECK-NOT: ~Closer
// CHECK: call @ask() unwind [[UNWIND:b[0-9]+]]
// CHECK: [[GONE:%[0-9]+]] = load &kept
// CHECK-NEXT: call @Closer::~Closer([[GONE]])
// CHECK: [[UNWIND]]:
// CHECK-NEXT: [[LEFT:%[0-9]+]] = load &kept
// CHECK-NEXT: call @Closer::~Closer([[LEFT]])
void extended(csp::chan<int> c) {
  const Closer& kept = Closer{c};
  ask();
}

// A reference to what lives elsewhere ends nothing, and is no part of unwinding.
// CHECK-LABEL: function alias(
// CHECK: store &k, {{%[0-9]+}}
// CHECK: store &r, {{%[0-9]+}}
// CHECK-NOT: call @Closer::~Closer
// CHECK: end &k
// CHECK-NEXT: call @ask()
// CHECK-NOT: call @ask() unwind
// CHECK-LABEL: function argument(
void alias(csp::chan<int> c) {
  {
    auto* k = new Closer{c};
    Closer& r = *k;
    r.c.send(1);
  }
  ask();
}

// CHECK: call @keep([[OBJECT:%[0-9]+]])
// CHECK: call @Closer::~Closer
void argument(csp::chan<int> c) { keep(Closer{c}); }

// CHECK-LABEL: function scoped(
// CHECK: call @Closer::~Closer
// CHECK-NEXT: end &k
// CHECK-NEXT: call @ask()  //
void scoped(csp::chan<int> c) {
  {
    Closer k{c};
    auto& r = c;
    r.send(1);
  }
  ask();
}
