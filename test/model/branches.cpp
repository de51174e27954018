// Decisions become branches and switches on values; what is not taken is not run.
// RUN: %chanvet model %s -- %csp_flags | FileCheck %s
#include <csp/csp.h>

bool ask();
int number();

// CHECK-LABEL: function ifElse(c: csp::chan, b)
// CHECK: [[B:%[0-9]+]] = load &b
// CHECK: branch {{%[0-9]+}}, [[THEN:b[0-9]+]], [[ELSE:b[0-9]+]]
// CHECK: [[THEN]]:
// CHECK: channel.send
// CHECK-NEXT: jump [[END:b[0-9]+]]
// CHECK: [[ELSE]]:
// CHECK: channel.close
// CHECK-NEXT: jump [[END]]
// CHECK: [[END]]:
// CHECK-NEXT: return ?
void ifElse(csp::chan<int> c, bool b) {
  if (b)
    c.send(1);
  else
    c.close();
}

// The right side of && and || runs in a block of its own.
// CHECK-LABEL: function shortCircuit(
// CHECK: branch {{%[0-9]+}}, [[A:b[0-9]+]], [[AFTER:b[0-9]+]]
// CHECK: [[A]]:
// CHECK: branch {{%[0-9]+}}, [[CLOSE:b[0-9]+]], [[ASK:b[0-9]+]]
// CHECK: [[AFTER]]:
// CHECK-NEXT: return
// CHECK: [[CLOSE]]:
// CHECK: channel.close
// CHECK: [[ASK]]:
// CHECK-NEXT: [[ASKED:%[0-9]+]] = call @ask()
// CHECK-NEXT: branch [[ASKED]], [[CLOSE]], [[AFTER]]
void shortCircuit(csp::chan<int> c, bool a, bool b) {
  if (a && (b || ask())) c.close();
}

// The value of ?: is chosen where both sides meet again; so is the place.
// CHECK-LABEL: function conditional(
// CHECK: [[N:%[0-9]+]] = call @number()
// CHECK-NEXT: store [[LEFT:&#[0-9]+]], [[N]]
// CHECK: store [[LEFT]], 2
// CHECK: [[V:%[0-9]+]] = load [[LEFT]]
// CHECK: store &v, [[V]]
// CHECK: store [[PLACE:&#[0-9]+]], &c
// CHECK: store [[PLACE]], &d
// CHECK: [[SLOT:%[0-9]+]] = load [[PLACE]]
// CHECK-NEXT: end [[PLACE]]
// CHECK-NEXT: [[CHANNEL:%[0-9]+]] = load [[SLOT]]
// CHECK-NEXT: {{%[0-9]+}} = channel.close([[CHANNEL]])
void conditional(csp::chan<int> c, csp::chan<int> d, bool a) {
  int v = a ? number() : 2;
  (a ? c : d).close();
  c.send(v);
}

// Labels that share a block, a case that falls through, a range of values, a way past all cases.
// CHECK-LABEL: function choose(
// CHECK: switch {{%[0-9]+}} [5: [[RECEIVE:b[0-9]+]]] [6: [[RECEIVE]]] [7: [[RECEIVE]]] [3: [[CLOSE:b[0-9]+]]] [1: [[ONE:b[0-9]+]]] [2: [[SEND:b[0-9]+]]] [else: [[DEFAULT:b[0-9]+]]]
// CHECK: [[RECEIVE]]:
// CHECK: channel.receive
// CHECK: jump [[END:b[0-9]+]]
// CHECK: [[CLOSE]]:
// CHECK: channel.close
// CHECK: jump [[END]]
// CHECK: [[ONE]]:
// CHECK-NEXT: jump [[SEND]]
// CHECK: [[SEND]]:
// CHECK: channel.send
// CHECK-NEXT: jump [[CLOSE]]
// CHECK: [[END]]:
// CHECK: channel.length
void choose(csp::chan<int> c, int k) {
  switch (k) {
    case 1:
    case 2:
      c.send(1);
      [[fallthrough]];
    case 3:
      c.close();
      break;
    case 5 ... 7:
      c.recv();
      break;
    default:
      return;
  }
  c.len();
}

// Of ranges too wide to list the value is unknown.
// CHECK-LABEL: function wide(
// CHECK: switch ? [0: [[CASE:b[0-9]+]]]
// CHECK: [[CASE]]:
void wide(csp::chan<int> c, int k) {
  switch (k) {
    case 0 ... 100000:
      c.close();
  }
}

// A switch without default, on a variable of its own.
// CHECK-LABEL: function declared(
// CHECK: [[N:%[0-9]+]] = call @number()
// CHECK: store &k, [[N]]
// CHECK: switch {{%[0-9]+}} [1: {{b[0-9]+}}] [else: [[END:b[0-9]+]]]
// CHECK: [[END]]:
// CHECK-NEXT: end &k
void declared(csp::chan<int> c) {
  switch (int k = number(); k) {
    case 1:
      c.close();
  }
}

// CHECK-LABEL: function back(
// CHECK: jump [[AGAIN:b[0-9]+]]
// CHECK-NEXT: [[AGAIN]]:
// CHECK-NEXT: {{%[0-9]+}} = load &c
// CHECK-NEXT: {{%[0-9]+}} = channel.send(
// CHECK: branch {{%[0-9]+}}, [[YES:b[0-9]+]], [[NO:b[0-9]+]]
// CHECK: [[YES]]:
// CHECK-NEXT: jump [[AGAIN]]
// CHECK: [[NO]]:
// CHECK: channel.close
void back(csp::chan<int> c) {
again:
  c.send(1);
  if (ask()) goto again;
  c.close();
}
