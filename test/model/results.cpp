// Errors are told apart by what made them, and a result holds a value or an error.
// RUN: %chanvet model %s -- %csp_flags | FileCheck %s
#include <memory>
#include <optional>

#include <csp/csp.h>

csp::error check(int id);

// CHECK-LABEL: function open(id)
// CHECK: [[ERROR:%[0-9]+]] = make csp::error
// CHECK: [[WHY:%[0-9]+]] = field [[BAD:%[0-9]+]], result::error
// CHECK-NEXT: store [[WHY]], {{%[0-9]+}}
// CHECK: [[MADE:%[0-9]+]] = make csp::chan(1)
// CHECK: [[WHAT:%[0-9]+]] = field [[GOOD:%[0-9]+]], result::value
// CHECK-NEXT: store [[WHAT]], {{%[0-9]+}}
// CHECK-NEXT: [[NONE:%[0-9]+]] = field [[GOOD]], result::error
// CHECK-NEXT: store [[NONE]], null
csp::result<csp::chan<int>> open(int id) {
  if (id < 0) return csp::errorf("no such channel");
  return csp::make_chan<int>(1);
}

// CHECK-LABEL: function use(id)
// CHECK: [[RESULT:%[0-9]+]] = load &made
// CHECK-NEXT: [[WHY:%[0-9]+]] = field [[RESULT]], result::error
// CHECK-NEXT: [[ERROR:%[0-9]+]] = load [[WHY]]
// CHECK-NEXT: [[OK:%[0-9]+]] = [[ERROR]] == null
// CHECK-DAG: field {{%[0-9]+}}, result::value
// CHECK-DAG: channel.close
csp::error use(int id) {
  auto made = open(id);
  if (!made.ok()) return made.err();
  made.value().close();
  return {};
}

// CHECK-LABEL: function same(a: csp::error, b: csp::error)
// CHECK: [[A:%[0-9]+]] = load &a
// CHECK-NEXT: [[B:%[0-9]+]] = load &b
// CHECK-NEXT: [[SAME:%[0-9]+]] = [[A]] == [[B]]
// CHECK: [[A:%[0-9]+]] = load &a
// CHECK: {{%[0-9]+}} = [[A]] == {{%[0-9]+}}
bool same(csp::error a, csp::error b) {
  if (a == b) return true;
  return csp::is(a, b);
}

// CHECK-LABEL: function otherwise(
// CHECK: [[HELD:%[0-9]+]] = load &c
// CHECK-NEXT: [[THERE:%[0-9]+]] = [[HELD]] != nothing
// CHECK: {{%[0-9]+}} = [[THERE]] ? [[HELD]] : {{%[0-9]+}}
void otherwise(std::optional<csp::chan<int>> c, csp::chan<int> other) { c.value_or(other).close(); }

struct Base {
  virtual ~Base() = default;
};
struct Derived : Base {
  csp::chan<int> c;
};

// A cast to another class gives the object or nothing.
// CHECK-LABEL: function casts(
// CHECK: [[P:%[0-9]+]] = load &p
// CHECK-NEXT: [[IS:%[0-9]+]] = [[P]] is a Derived
// CHECK-NEXT: [[D:%[0-9]+]] = [[IS]] ? [[P]] : null
// CHECK: store &d, [[D]]
// CHECK: [[R:%[0-9]+]] = load &r
// CHECK-NEXT: [[IS:%[0-9]+]] = [[R]] is a Derived
// CHECK-NEXT: [[E:%[0-9]+]] = [[IS]] ? [[R]] : null
// CHECK: store &e, [[E]]
// CHECK-NOT: ? ?
// CHECK: channel.close
void casts(std::shared_ptr<Base> p, Base* r) {
  if (auto d = std::dynamic_pointer_cast<Derived>(p)) d->c.close();
  if (auto* e = dynamic_cast<Derived*>(r)) e->c.close();
  std::static_pointer_cast<Derived>(p)->c.close();
}
