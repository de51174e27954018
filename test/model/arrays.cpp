// The elements of arrays and containers are made and destroyed one by one, where that does
// something.
// RUN: %chanvet model %s -- %csp_flags | FileCheck %s
#include <array>
#include <optional>
#include <thread>
#include <vector>

#include <csp/csp.h>

struct Connection {
  csp::chan<int> out;
  Connection() : out(1) {}
  ~Connection() { out.close(); }
};

// CHECK-LABEL: function made()
// CHECK: [[MANY:%[0-9]+]] = new
// CHECK-NEXT: resize [[MANY]], 2
// CHECK-NEXT: store [[I:&#[0-9]+]], 0
// CHECK-NEXT: jump [[TEST:b[0-9]+]]
// CHECK-NEXT: [[TEST]]:
// CHECK-NEXT: [[AT:%[0-9]+]] = load [[I]]
// CHECK-NEXT: [[MORE:%[0-9]+]] = [[AT]] < 2
// CHECK-NEXT: branch [[MORE]],
// CHECK: [[ONE:%[0-9]+]] = new
// CHECK-NEXT: call @Connection::Connection([[ONE]])
// CHECK-NEXT: [[SLOT:%[0-9]+]] = element [[MANY]], [[AT]]
// CHECK-NEXT: store [[SLOT]], [[ONE]]
// CHECK: [[ALL:%[0-9]+]] = load &many
// CHECK-NEXT: [[SIZE:%[0-9]+]] = size [[ALL]]
// CHECK-NEXT: store [[LEFT:&#[0-9]+]], [[SIZE]]
// CHECK: [[N:%[0-9]+]] = load [[LEFT]]
// CHECK-NEXT: [[N]] > 0
// CHECK: [[LAST:%[0-9]+]] = [[N]] + -1
// CHECK-NEXT: store [[LEFT]], [[LAST]]
// CHECK-NEXT: [[PLACE:%[0-9]+]] = element [[ALL]], [[LAST]]
// CHECK-NEXT: [[EACH:%[0-9]+]] = load [[PLACE]]
// CHECK-NEXT: call @Connection::~Connection([[EACH]])
void made() { Connection many[2]; }

// CHECK-LABEL: function primitives()
// CHECK: resize {{%[0-9]+}}, 3, null
// CHECK: [[LOCK:%[0-9]+]] = make csp::mutex()
// CHECK-NEXT: [[SLOT:%[0-9]+]] = element
// CHECK-NEXT: store [[SLOT]], [[LOCK]]
// CHECK-NOT: destroy
// CHECK: return
void primitives() {
  csp::chan<int> nil[3];
  std::array<csp::mutex, 4> locks;
}

// CHECK-LABEL: function threads()
// CHECK: destroy std::jthread
void threads() {
  std::vector<std::jthread> all;
  all.emplace_back([] {});
}

// CHECK-LABEL: function optionals()
// CHECK: store &maybe, null
// CHECK: [[HELD:%[0-9]+]] = load &maybe
// CHECK-NEXT: branch [[HELD]], [[HAS:b[0-9]+]], [[NONE:b[0-9]+]]
// CHECK: [[HAS]]:
// CHECK-NEXT: [[OBJECT:%[0-9]+]] = load &maybe
// CHECK-NEXT: call @Connection::~Connection([[OBJECT]])
void optionals() { std::optional<Connection> maybe; }

// What is moved from is empty.
// CHECK-LABEL: function moved(from: std::vector)
// CHECK: copy [[TO:%[0-9]+]], [[FROM:%[0-9]+]]
// CHECK-NEXT: resize [[FROM]], 0
// CHECK: store &to, [[TO]]
void moved(std::vector<Connection>& from) { std::vector<Connection> to = std::move(from); }
