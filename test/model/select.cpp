// A select has its cases; after the choice the callback of the case that ran is called, with what
// the select received.
// RUN: %chanvet model %s -- %csp_flags | FileCheck %s
#include <csp/csp.h>

// CHECK-LABEL: function all(a: csp::chan, b: csp::chan, ctx: csp::context)
// CHECK: [[A:%[0-9]+]] = load &a
// CHECK: [[B:%[0-9]+]] = load &b
// CHECK: [[DONE:%[0-9]+]] = context.channel_of
// CHECK: [[CHOSEN:%[0-9]+]] = select [case_receive [[A]] -> [[RECEIVED:%[0-9]+]]] [case_send [[B]], 3] [case_receive [[DONE]]] [case_default]
// CHECK-NEXT: switch [[CHOSEN]] [0: [[FIRST:b[0-9]+]]] [1: [[SECOND:b[0-9]+]]] [2: {{b[0-9]+}}] [3: [[LAST:b[0-9]+]]] [else: [[NEVER:b[0-9]+]]]
// CHECK: [[AFTER:b[0-9]+]]:
// CHECK-NEXT: store &i, [[CHOSEN]]
// CHECK: [[FIRST]]:
// CHECK-NEXT: call {{%[0-9]+}}([[RECEIVED]])
// CHECK-NEXT: jump [[AFTER]]
// CHECK: [[SECOND]]:
// CHECK-NEXT: call {{%[0-9]+}}()
// CHECK-NEXT: jump [[AFTER]]
// CHECK: [[LAST]]:
// CHECK-NEXT: call {{%[0-9]+}}()
// CHECK: [[NEVER]]:
// CHECK-NEXT: unreachable
void all(csp::chan<int> a, csp::chan<int> b, csp::context ctx) {
  int n = 0;
  auto i = csp::select(csp::on_recv(a, [&](std::optional<int> v) { n = v ? *v : 0; }),
                       csp::on_send(b, 3, [&] { n = 1; }), csp::on_recv(ctx.done(), [] {}),
                       csp::otherwise([&] { a.close(); }));
  if (i == 1) a.close();
}

// An exception of the select, or of a callback, destroys what lives.
// CHECK-LABEL: function unwinds(
// CHECK: [[CHOSEN:%[0-9]+]] = select [case_send {{%[0-9]+}}, 1] unwind [[OUT:b[0-9]+]]
// CHECK: [[OUT]]:
// CHECK-NEXT: load &later
// CHECK: call {{%[0-9]+}}() unwind [[OUT]]
void unwinds(csp::chan<int> c) {
  csp::defer later{[&] { c.close(); }};
  csp::select(csp::on_send(c, 1, [] {}));
}
