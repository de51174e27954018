// A constructor that a class takes over runs the base's with what it was given, and the
// initialisers of the class's own members.
// RUN: %chanvet model %s -- %csp_flags | FileCheck %s
#include <memory>
#include <string>

#include <csp/csp.h>

struct Base {
  Base(csp::chan<int> c, const std::string& name, std::unique_ptr<int> extra)
      : c(c), name(name), extra(std::move(extra)) {}
  virtual ~Base() = default;
  csp::chan<int> c;
  std::string name;
  std::unique_ptr<int> extra;
};

// CHECK-LABEL: function Derived::Derived(this, {{.*}}#1: csp::chan, {{.*}}#2, {{.*}}#3: std::unique_ptr)
// CHECK: [[THIS:%[0-9]+]] = load &this
// CHECK-NEXT: [[C:%[0-9]+]] = load &#1
// CHECK-NEXT: [[NAME:%[0-9]+]] = load &#2
// CHECK-NEXT: [[EXTRA:%[0-9]+]] = load &#3
// CHECK-NEXT: call @Base::Base([[THIS]], [[C]], [[NAME]], [[EXTRA]])
// CHECK: make csp::chan(4)
// CHECK: field {{%[0-9]+}}, Derived::own
// CHECK-NOT: load &#3
// CHECK: return ?
struct Derived : Base {
  using Base::Base;
  csp::chan<int> own{4};
};

// CHECK-LABEL: function make(
// CHECK: [[NEW:%[0-9]+]] = new
// CHECK: call @Derived::Derived([[NEW]],
void make(csp::chan<int> c) { Derived made(c, "one", nullptr); }
