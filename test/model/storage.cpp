// Members, globals and static locals are slots like locals; whoever names them means the same one.
// RUN: %chanvet model %s -- %csp_flags | FileCheck %s
#include <csp/csp.h>

csp::chan<int> shared(1);
static csp::chan<int> internal;

struct Counter {
  csp::chan<int> out;
  int count = 0;
  static csp::chan<int> all;
  void next();
};

// Fields of this, and static members.
// CHECK-LABEL: function Counter::next(this)
// CHECK: [[THIS:%[0-9]+]] = load &this
// CHECK-NEXT: [[COUNT:%[0-9]+]] = field [[THIS]], Counter::count
// CHECK-NEXT: [[BEFORE:%[0-9]+]] = load [[COUNT]]
// CHECK-NEXT: [[AFTER:%[0-9]+]] = [[BEFORE]] + 1
// CHECK-NEXT: store [[COUNT]], [[AFTER]]
// CHECK: [[OUT:%[0-9]+]] = field {{%[0-9]+}}, Counter::out
// CHECK-NEXT: [[C:%[0-9]+]] = load [[OUT]]
// CHECK: channel.send([[C]], {{%[0-9]+}})
// CHECK: [[ALL:%[0-9]+]] = load &Counter::all
// CHECK-NEXT: channel.close([[ALL]])
void Counter::next() {
  count++;
  out.send(count);
  all.close();
}

// CHECK-LABEL: function globals()
// CHECK: [[SHARED:%[0-9]+]] = load &shared
// CHECK-NEXT: channel.send([[SHARED]], 1)
// CHECK: [[MADE:%[0-9]+]] = make csp::chan(2)
// CHECK: store [[TEMPORARY:%[0-9]+]], [[MADE]]
// CHECK-NEXT: [[MOVED:%[0-9]+]] = take [[TEMPORARY]]
// CHECK-NEXT: store &internal, [[MOVED]]
// CHECK: [[INTERNAL:%[0-9]+]] = load &internal
// CHECK-NEXT: channel.close([[INTERNAL]])
void globals() {
  shared.send(1);
  internal = csp::make_chan<int>(2);
  internal.close();
}

// A static local is initialised unless it has been.
// CHECK-LABEL: function instance()
// CHECK: [[DONE:%[0-9]+]] = load &initialized instance::one
// CHECK-NEXT: branch [[DONE]], [[AFTER:b[0-9]+]], [[FIRST:b[0-9]+]]
// CHECK: [[AFTER]]:
// CHECK: store &(result), &instance::one
// CHECK: [[FIRST]]:
// CHECK-NEXT: [[ONE:%[0-9]+]] = make csp::chan(3)
// CHECK-NEXT: store &instance::one, [[ONE]]
// CHECK-NEXT: store &initialized instance::one, 1
// CHECK-NEXT: jump [[AFTER]]
csp::chan<int>& instance() {
  static csp::chan<int> one(3);
  return one;
}

// A reference returned is the slot it refers to.
// CHECK-LABEL: function uses()
// CHECK: [[SLOT:%[0-9]+]] = call @instance()
// CHECK-NEXT: [[ONE:%[0-9]+]] = load [[SLOT]]
// CHECK-NEXT: channel.send([[ONE]], 2)
void uses() { instance().send(2); }

// Constants read as their values.
// CHECK-LABEL: function constants(
// CHECK: make csp::chan(16)
// CHECK: channel.send({{%[0-9]+}}, 3)
constexpr int kPlaces = 16;
enum Kind { kSmall, kLarge = 3 };
void constants() {
  csp::chan<int> c(kPlaces);
  c.send(kLarge);
}

// A parameter by reference holds the slot it refers to, a pointer too.
// CHECK-LABEL: function indirect(r: csp::chan, p)
// CHECK: [[R:%[0-9]+]] = load &r
// CHECK-NEXT: [[C:%[0-9]+]] = load [[R]]
// CHECK-NEXT: channel.send([[C]], 1)
// CHECK: [[P:%[0-9]+]] = load &p
// CHECK-NEXT: [[D:%[0-9]+]] = load [[P]]
// CHECK-NEXT: channel.send([[D]], 2)
// CHECK-LABEL: function direct(c: csp::chan)
// CHECK: call @indirect(&c, &c)
void indirect(csp::chan<int>& r, csp::chan<int>* p) {
  r.send(1);
  p->send(2);
}
void direct(csp::chan<int> c) { indirect(c, &c); }
