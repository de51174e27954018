// A closure is an object whose captures are its fields; its body is a function with the closure as
// "this".
// RUN: %chanvet model %s -- %csp_flags | FileCheck %s
// RUN: %chanvet model %s -- %csp_flags | FileCheck %s --check-prefix=BODY
#include <memory>

#include <csp/csp.h>

// CHECK-LABEL: function byValue()
// CHECK: [[C:%[0-9]+]] = load &c
// CHECK-NEXT: [[CLOSURE:%[0-9]+]] = closure @lambda in byValue
// CHECK-NEXT: [[FIELD:%[0-9]+]] = field [[CLOSURE]], [[CAPTURE:lambda#[0-9]+::c]]
// CHECK-NEXT: store [[FIELD]], [[C]]
// CHECK: store &f, [[CLOSURE]]
// CHECK: [[F:%[0-9]+]] = load &f
// CHECK: call @lambda in byValue([[F]])
// CHECK: spawn {{%[0-9]+}}()
// BODY-LABEL: function lambda in byValue(this) internal
// BODY: [[THIS:%[0-9]+]] = load &this
// BODY-NEXT: [[FIELD:%[0-9]+]] = field [[THIS]], lambda#{{[0-9]+}}::c
// BODY-NEXT: [[C:%[0-9]+]] = load [[FIELD]]
// BODY-NEXT: channel.send([[C]], 1)
void byValue() {
  csp::chan<int> c(1);
  auto f = [c] { c.send(1); };
  f();
  csp::go(f);
}

// A captured reference is one more load away.
// CHECK-LABEL: function byReference()
// CHECK: [[CLOSURE:%[0-9]+]] = closure @lambda in byReference
// CHECK-NEXT: [[C:%[0-9]+]] = field [[CLOSURE]], lambda#{{[0-9]+}}::c
// CHECK-NEXT: store [[C]], &c
// CHECK-NEXT: [[N:%[0-9]+]] = field [[CLOSURE]], lambda#{{[0-9]+}}::n
// CHECK-NEXT: store [[N]], &n
// CHECK-NEXT: spawn [[CLOSURE]]()
// BODY-LABEL: function lambda in byReference(this) internal
// BODY: [[FIELD:%[0-9]+]] = field {{%[0-9]+}}, lambda#{{[0-9]+}}::c
// BODY-NEXT: [[SLOT:%[0-9]+]] = load [[FIELD]]
// BODY-NEXT: [[C:%[0-9]+]] = load [[SLOT]]
// BODY: channel.send([[C]], {{%[0-9]+}})
void byReference() {
  csp::chan<int> c(1);
  int n = 0;
  csp::go([&] { c.send(n); });
}

// CHECK-LABEL: function initialized()
// CHECK: [[D:%[0-9]+]] = field [[CLOSURE:%[0-9]+]], lambda#{{[0-9]+}}::d
// CHECK-NEXT: store [[D]], {{%[0-9]+}}
// CHECK: field [[CLOSURE]], lambda#{{[0-9]+}}::p
// CHECK: [[R:%[0-9]+]] = field [[CLOSURE]], lambda#{{[0-9]+}}::r
// CHECK-NEXT: store [[R]], &c
// CHECK: take &q
// CHECK: field {{%[0-9]+}}, lambda#{{[0-9]+}}::q
void initialized() {
  csp::chan<int> c(1);
  csp::go([d = c, p = std::make_shared<csp::chan<int>>(c), &r = c] { r.close(); });
  auto q = std::make_unique<csp::chan<int>>(c);
  csp::go([q = std::move(q)] { q->close(); });
}

struct Server {
  csp::chan<int> c;
  int n = 0;
  void run();
};

// this is captured as the object; *this as a copy of it.
// CHECK-LABEL: function Server::run(this)
// CHECK: [[FIRST:%[0-9]+]] = closure
// CHECK-NEXT: [[THIS:%[0-9]+]] = load &this
// CHECK-NEXT: [[FIELD:%[0-9]+]] = field [[FIRST]], lambda#{{[0-9]+}}::this
// CHECK-NEXT: store [[FIELD]], [[THIS]]
// CHECK: [[COPY:%[0-9]+]] = new
// CHECK-NEXT: copy [[COPY]], {{%[0-9]+}}
// CHECK-NEXT: [[SECOND:%[0-9]+]] = closure
// CHECK-NEXT: [[OTHER:%[0-9]+]] = field [[SECOND]], lambda#{{[0-9]+}}::this
// CHECK-NEXT: store [[OTHER]], [[COPY]]
// BODY-LABEL: function lambda in Server::run(this) internal
// BODY: field {{%[0-9]+}}, lambda#{{[0-9]+}}::this
// BODY-NEXT: [[SERVER:%[0-9]+]] = load {{%[0-9]+}}
// BODY-NEXT: field [[SERVER]], Server::c
void Server::run() {
  csp::go([this] { c.send(n); });
  csp::go([*this] { c.send(n); });
}

// The inner lambda captures what the outer one has captured.
// CHECK-LABEL: function nested(c: csp::chan)
// CHECK: [[OUTER:%[0-9]+]] = closure @lambda in nested
// CHECK: store {{%[0-9]+}}, &c
// BODY-LABEL: function lambda in nested(this) internal
// BODY: [[FIELD:%[0-9]+]] = field {{%[0-9]+}}, lambda#{{[0-9]+}}::c
// BODY-NEXT: [[SLOT:%[0-9]+]] = load [[FIELD]]
// BODY-NEXT: [[C:%[0-9]+]] = load [[SLOT]]
// BODY: closure @lambda in nested
// BODY: store {{%[0-9]+}}, [[C]]
void nested(csp::chan<int> c) {
  auto outer = [&] {
    auto inner = [c] { c.send(1); };
    inner();
  };
  outer();
}

// Each instance of a generic lambda's body is a function.
// CHECK-LABEL: function generic(c: csp::chan)
// CHECK: [[F:%[0-9]+]] = load &f
// CHECK-NEXT: call @lambda in generic([[F]], &c)
// CHECK: [[G:%[0-9]+]] = load &g
// CHECK-NEXT: call @lambda in generic([[G]], 1)
// CHECK: call @lambda in generic({{%[0-9]+}}, 2)
// BODY-LABEL: function lambda in generic(this, x: csp::chan) internal
// BODY-LABEL: function lambda in generic(this, n) internal
// BODY-LABEL: function lambda in generic(this, n) internal
void generic(csp::chan<int> c) {
  auto f = [](auto& x) { x.close(); };
  f(c);
  auto g = [&](auto n) { c.send(n); };
  g(1);
  g(2L);
}

// What go() is given beside the task are the task's arguments, copied.
// CHECK-LABEL: function arguments(c: csp::chan)
// CHECK: [[TASK:%[0-9]+]] = closure
// CHECK: [[C:%[0-9]+]] = load &c
// CHECK: spawn [[TASK]]([[C]], {{%[0-9]+}})
// BODY-LABEL: function lambda in arguments(this, d: csp::chan, n) internal
void arguments(csp::chan<int> c) {
  csp::go([](csp::chan<int> d, int n) { d.send(n); }, c, 5);
}

// The function that a pointer to a lambda leads to calls the lambda.
// CHECK-LABEL: function asPointer()
// CHECK: [[CLOSURE:%[0-9]+]] = closure @lambda in asPointer
// CHECK-NEXT: call @lambda in asPointer([[CLOSURE]])
// BODY-LABEL: function lambda in asPointer(c: csp::chan, value) internal
// BODY: [[C:%[0-9]+]] = load &c
// BODY-NEXT: [[VALUE:%[0-9]+]] = load &value
// BODY-NEXT: [[RESULT:%[0-9]+]] = call @lambda in asPointer(?, [[C]], [[VALUE]])
// BODY-NEXT: return [[RESULT]]
void asPointer() {
  void (*send)(csp::chan<int>, int) = [](csp::chan<int> c, int value) { c.send(value); };
  send(csp::chan<int>(1), 1);
}
