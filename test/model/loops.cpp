// Loops go round through a jump to the block that decides.
// RUN: %chanvet model %s -- %csp_flags | FileCheck %s
#include <map>
#include <vector>

#include <csp/csp.h>

bool ask();

// CHECK-LABEL: function counted(
// CHECK: store &i, 0
// CHECK-NEXT: jump [[HEAD:b[0-9]+]]
// CHECK: [[HEAD]]:
// CHECK: [[GOES_ON:%[0-9]+]] = {{%[0-9]+}} < {{%[0-9]+}}
// CHECK-NEXT: branch [[GOES_ON]], [[BODY:b[0-9]+]], [[AFTER:b[0-9]+]]
// CHECK: [[BODY]]:
// CHECK: == 3
// CHECK-NEXT: branch {{%[0-9]+}}, [[CONTINUE:b[0-9]+]],
// CHECK: [[AFTER]]:
// CHECK-NEXT: end &i
// CHECK: [[CONTINUE]]:
// CHECK-NEXT: jump [[STEP:b[0-9]+]]
// CHECK: == 5
// CHECK-NEXT: branch {{%[0-9]+}}, [[BREAK:b[0-9]+]],
// CHECK: [[BREAK]]:
// CHECK-NEXT: jump [[AFTER]]
// CHECK: channel.send
// CHECK-NEXT: jump [[STEP]]
// CHECK: [[STEP]]:
// CHECK: [[NEXT:%[0-9]+]] = {{%[0-9]+}} + 1
// CHECK-NEXT: store &i, [[NEXT]]
// CHECK-NEXT: jump [[HEAD]]
void counted(csp::chan<int> c, int n) {
  for (int i = 0; i < n; ++i) {
    if (i == 3) continue;
    if (i == 5) break;
    c.send(i);
  }
}

// CHECK-LABEL: function tested(
// CHECK: jump [[DO:b[0-9]+]]
// CHECK-NEXT: [[DO]]:
// CHECK: channel.receive
// CHECK: [[MORE:%[0-9]+]] = call @ask()
// CHECK-NEXT: branch [[MORE]], [[AGAIN:b[0-9]+]], [[WHILE:b[0-9]+]]
// CHECK: [[AGAIN]]:
// CHECK-NEXT: jump [[DO]]
// CHECK: [[WHILE]]:
// CHECK: [[V:%[0-9]+]] = channel.receive
// CHECK-NEXT: store &v, [[V]]
// CHECK: [[HAS:%[0-9]+]] = {{%[0-9]+}} != null
// CHECK-NEXT: branch [[HAS]], [[BODY:b[0-9]+]], [[END:b[0-9]+]]
// CHECK: [[BODY]]:
// CHECK: channel.send
// CHECK: end &v
// CHECK: [[END]]:
// CHECK-NEXT: end &v
void tested(csp::chan<int> c) {
  do {
    c.recv();
  } while (ask());
  while (auto v = c.recv()) c.send(*v);
}

// A range-for over a channel receives until it is closed.
// CHECK-LABEL: function range(
// CHECK: store &__range1, &c
// CHECK: [[HEAD:b[0-9]+]]:
// CHECK: [[RECEIVED:%[0-9]+]] = channel.receive until closed({{%[0-9]+}})
// CHECK: [[SLOT:%[0-9]+]] = new
// CHECK-NEXT: store [[SLOT]], [[RECEIVED]]
// CHECK: [[NONE:%[0-9]+]] = [[RECEIVED]] == null
// CHECK: not [[NONE]]
// CHECK: branch {{%[0-9]+}}, [[BODY:b[0-9]+]], [[AFTER:b[0-9]+]]
// CHECK: [[BODY]]:
// CHECK-NEXT: [[VALUE:%[0-9]+]] = load [[SLOT]]
// CHECK-NEXT: store &v, [[VALUE]]
// CHECK: channel.send
// CHECK: end &v
void range(csp::chan<int> c, csp::chan<int> out) {
  for (int v : c) out.send(v);
}

// One over a container counts its elements.
// CHECK-LABEL: function elements(all: std::vector, named: std::map)
// CHECK: store &[[I:__begin1(#[0-9]+)?]], 0
// CHECK-NEXT: jump [[HEAD:b[0-9]+]]
// CHECK-NEXT: [[HEAD]]:
// CHECK-NEXT: [[AT:%[0-9]+]] = load &[[I]]
// CHECK-NEXT: [[RANGE:%[0-9]+]] = load &__range1
// CHECK-NEXT: [[SIZE:%[0-9]+]] = size [[RANGE]]
// CHECK-NEXT: [[AT]] >= [[SIZE]]
// CHECK: branch {{%[0-9]+}}, [[BODY:b[0-9]+]],
// CHECK: [[BODY]]:
// CHECK-NEXT: [[ALL:%[0-9]+]] = load &__range1
// CHECK-NEXT: [[THIS:%[0-9]+]] = load &[[I]]
// CHECK-NEXT: [[ELEMENT:%[0-9]+]] = element [[ALL]], [[THIS]]
// CHECK-NEXT: store &c{{(#[0-9]+)?}}, [[ELEMENT]]
// CHECK: channel.close
// CHECK: field {{%[0-9]+}}, std::pair<const int, csp::chan<int>>::second
// CHECK: channel.close
void elements(std::vector<csp::chan<int>>& all, std::map<int, csp::chan<int>>& named) {
  for (auto& c : all) c.close();
  for (auto& [name, c] : named) c.close();
}

// An array has as many as its type says.
// CHECK-LABEL: function array()
// CHECK: [[AT:%[0-9]+]] = load &[[I:__begin1]]
// CHECK-NEXT: [[AT]] < 3
// CHECK: element {{%[0-9]+}}, {{%[0-9]+}}
// CHECK: [[NEXT:%[0-9]+]] = {{%[0-9]+}} + 1
// CHECK-NEXT: store &[[I]], [[NEXT]]
void array() {
  csp::chan<int> all[3];
  for (auto& c : all) c.recv();
}

// CHECK-LABEL: function forever(
// CHECK-NOT: return
// CHECK-LABEL: function {{(.*)}}last(
void forever(csp::chan<int> c) {
  for (;;) c.send(1);
}
void last() {}
