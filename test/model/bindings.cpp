// The parts of pairs, tuples and structures keep their identity through bindings and assignments.
// RUN: %chanvet model %s -- %csp_flags | FileCheck %s
#include <optional>
#include <tuple>

#include <csp/csp.h>

// CHECK-LABEL: function pairs(a: csp::chan, b: csp::chan)
// CHECK: [[PAIR:%[0-9]+]] = new
// CHECK-NEXT: [[A:%[0-9]+]] = load &a
// CHECK-NEXT: [[FIRST:%[0-9]+]] = field [[PAIR]], [[NAME:std::pair<.*>]]::first
// CHECK-NEXT: store [[FIRST]], [[A]]
// CHECK: store &p, [[PAIR]]
// CHECK: [[P:%[0-9]+]] = load &p
// CHECK-NEXT: [[MEMBER:%[0-9]+]] = field [[P]], [[NAME]]::first
// CHECK-NEXT: [[C:%[0-9]+]] = load [[MEMBER]]
// CHECK-NEXT: channel.send([[C]], 1)
// CHECK: [[COPY:%[0-9]+]] = new
// CHECK-NEXT: copy [[COPY]],
// CHECK: [[X:%[0-9]+]] = field {{%[0-9]+}}, [[NAME]]::first
// CHECK-NEXT: store &x, [[X]]
// CHECK: [[R:%[0-9]+]] = field {{%[0-9]+}}, [[NAME]]::second
// CHECK: store &r, {{%[0-9]+}}
void pairs(csp::chan<int> a, csp::chan<int> b) {
  auto p = std::make_pair(a, b);
  p.first.send(1);
  auto [x, y] = p;
  x.close();
  auto& [q, r] = p;
  r.close();
}

// CHECK-LABEL: function tuples(a: csp::chan)
// CHECK: [[TUPLE:%[0-9]+]] = new
// CHECK: [[FIRST:%[0-9]+]] = field [[TUPLE]], std::tuple::0
// CHECK: store &t, [[TUPLE]]
// CHECK: field {{%[0-9]+}}, std::tuple::0
// CHECK: channel.send
// CHECK: [[TIED:%[0-9]+]] = new
// CHECK-NEXT: [[Z:%[0-9]+]] = field [[TIED]], std::tuple::0
// CHECK-NEXT: store [[Z]], &z
// CHECK: [[SLOT:%[0-9]+]] = field [[TIED]], std::tuple::0
// CHECK-NEXT: [[TARGET:%[0-9]+]] = load [[SLOT]]
// CHECK-NEXT: [[SOURCE:%[0-9]+]] = field {{%[0-9]+}}, std::tuple::0
// CHECK-NEXT: [[VALUE:%[0-9]+]] = load [[SOURCE]]
// CHECK-NEXT: store [[TARGET]], [[VALUE]]
void tuples(csp::chan<int> a) {
  std::tuple<csp::chan<int>, int> t(a, 1);
  std::get<0>(t).send(2);
  csp::chan<int> z;
  int n;
  std::tie(z, n) = t;
  z.recv();
}

struct Job {
  csp::chan<int> out;
  int n;
};

// A binding is another name of the field, in captures too.
// CHECK-LABEL: function fields(job)
// CHECK: [[COPY:%[0-9]+]] = new
// CHECK-NEXT: copy [[COPY]],
// CHECK: field {{%[0-9]+}}, Job::out
// CHECK: field {{%[0-9]+}}, Job::n
// CHECK: channel.send
// CHECK: field {{%[0-9]+}}, Job::out
// CHECK-NEXT: [[OUT:%[0-9]+]] = load
// CHECK-NEXT: [[CLOSURE:%[0-9]+]] = closure
// CHECK-NEXT: [[CAPTURE:%[0-9]+]] = field [[CLOSURE]], lambda#{{[0-9]+}}::out
// CHECK-NEXT: store [[CAPTURE]], [[OUT]]
void fields(const Job& job) {
  auto [out, n] = job;
  out.send(n);
  csp::go([out] { out.close(); });
}

// An optional holds its value, or null. One of what can be null itself is empty where it holds
// nothing.
// CHECK-LABEL: function optionals()
// CHECK: store &o, null
// CHECK-NEXT: [[O:%[0-9]+]] = load &o
// CHECK-NEXT: [[HAS:%[0-9]+]] = [[O]] != nothing
// CHECK-NEXT: branch [[HAS]],
// CHECK: [[MADE:%[0-9]+]] = make csp::chan(
// CHECK-NEXT: [[HELD:%[0-9]+]] = hold [[MADE]]
// CHECK-NEXT: store &o, [[HELD]]
// CHECK: [[O:%[0-9]+]] = load &o
// CHECK-NEXT: [[NONE:%[0-9]+]] = [[O]] == nothing
// CHECK-NEXT: [[THROWS:%[0-9]+]] = certain [[NONE]]
// CHECK-NEXT: branch [[THROWS]], [[THROW:b[0-9]+]]
// CHECK: [[THROW]]:
// CHECK-NEXT: throw std::bad_optional_access std::exception to out
// CHECK: [[VALUE:%[0-9]+]] = load &o
// CHECK-NEXT: channel.receive([[VALUE]])
// CHECK: store &o, null
// CHECK: [[EMPTY:%[0-9]+]] = load &o
// CHECK-NEXT: {{%[0-9]+}} = [[EMPTY]] == nothing
void optionals() {
  std::optional<csp::chan<int>> o;
  if (o) o->send(1);
  o.emplace(3);
  o.value().recv();
  o.reset();
  if (o == std::nullopt) return;
}
