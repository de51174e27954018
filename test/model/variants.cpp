// A variant is an object with the index of the alternative it holds, and a field for each.
// RUN: %chanvet model %s -- %csp_flags | FileCheck %s
#include <memory>
#include <variant>

#include <csp/csp.h>

struct Open {
  csp::chan<int> c;
};
struct Closed {};
using State = std::variant<Closed, Open>;

template <class... Parts>
struct Overloaded : Parts... {
  using Parts::operator()...;
};
template <class... Parts>
Overloaded(Parts...) -> Overloaded<Parts...>;

// CHECK-LABEL: function set(
// CHECK: [[SLOT:%[0-9]+]] = field [[STATE:%[0-9]+]], variant::1
// CHECK-NEXT: store [[SLOT]], {{%[0-9]+}}
// CHECK-NEXT: [[INDEX:%[0-9]+]] = field [[STATE]], variant::index
// CHECK-NEXT: store [[INDEX]], 1
void set(State& state, csp::chan<int> c) { state = Open{c}; }

// CHECK-LABEL: function ask(
// CHECK: [[INDEX:%[0-9]+]] = field {{%[0-9]+}}, variant::index
// CHECK-NEXT: [[HELD:%[0-9]+]] = load [[INDEX]]
// CHECK-NEXT: [[IS:%[0-9]+]] = [[HELD]] == 1
// CHECK: {{%[0-9]+}} = [[IS]] ? {{%[0-9]+}} : null
// CHECK: [[OTHER:%[0-9]+]] = {{%[0-9]+}} != 0
// CHECK-NEXT: certain [[OTHER]]
// CHECK: throw std::bad_variant_access std::exception to out
bool ask(State& state) {
  if (std::get_if<Open>(&state)) return true;
  std::get<0>(state);
  return false;
}

// Each alternative has what the visitor runs for it; nobody gets to the one behind the last.
// CHECK-LABEL: function visit(
// CHECK: [[FIRST:%[0-9]+]] = closure @lambda in visit
// CHECK: [[PART:%[0-9]+]] = field {{%[0-9]+}}, lambda#{{[0-9]+}}::closure
// CHECK-NEXT: store [[PART]], [[FIRST]]
// CHECK: switch {{%[0-9]+}} [0: [[CLOSED:b[0-9]+]]] [1: [[OPEN:b[0-9]+]]] [else: [[NONE:b[0-9]+]]]
// CHECK: [[CLOSED]]:
// CHECK: call @lambda in visit(
// CHECK: [[OPEN]]:
// CHECK: call @lambda in visit(
// CHECK: [[NONE]]:
// CHECK-NEXT: unreachable
void visit(State& state) {
  std::visit(Overloaded{[](Closed&) {}, [](Open& open) { open.c.close(); }}, state);
}

// Where the end of what it holds does something, it is not followed.
struct Closer {
  csp::chan<int> c;
  ~Closer() { c.close(); }
};
// CHECK-LABEL: function owns(
// CHECK-NOT: variant::
// CHECK: return ?
void owns(std::variant<Closed, std::unique_ptr<Closer>>& owner) {
  owner = std::make_unique<Closer>();
}
