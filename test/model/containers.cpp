// What is in a container is an element of it, told apart by an index that is a number.
// RUN: %chanvet model %s -- %csp_flags | FileCheck %s
#include <map>
#include <thread>
#include <vector>

#include <csp/csp.h>

// CHECK-LABEL: function elements(n)
// CHECK: store &v, [[VECTOR:%[0-9]+]]
// CHECK: [[MADE:%[0-9]+]] = make csp::chan(1)
// CHECK: [[ANY:%[0-9]+]] = element {{%[0-9]+}}{{ }}
// CHECK-NEXT: store [[ANY]], {{%[0-9]+}}
// CHECK: [[BUILT:%[0-9]+]] = make csp::chan({{%[0-9]+}})
// CHECK-NEXT: [[OTHER:%[0-9]+]] = element {{%[0-9]+}}{{ }}
// CHECK-NEXT: store [[OTHER]], [[BUILT]]
// CHECK: [[FIRST:%[0-9]+]] = element {{%[0-9]+}}, 0
// CHECK-NEXT: [[C:%[0-9]+]] = load [[FIRST]]
// CHECK-NEXT: channel.send([[C]], 1)
// CHECK: [[N:%[0-9]+]] = load &n
// CHECK-NEXT: element {{%[0-9]+}}, [[N]]
// CHECK: channel.receive
void elements(int n) {
  std::vector<csp::chan<int>> v;
  v.push_back(csp::make_chan<int>(1));
  v.emplace_back(2);
  v[0].send(1);
  v[n].recv();
}

// To put a task into a container of threads is to start it.
// CHECK-LABEL: function threads(c: csp::chan)
// CHECK: [[TASK:%[0-9]+]] = closure @lambda in threads
// CHECK: [[HANDLE:%[0-9]+]] = spawn [[TASK]]()
// CHECK-NEXT: [[SLOT:%[0-9]+]] = element {{%[0-9]+}}{{ }}
// CHECK-NEXT: store [[SLOT]], [[HANDLE]]
// CHECK: [[MOVED:%[0-9]+]] = spawn
// CHECK: take
// CHECK: fiber.join
void threads(csp::chan<int> c) {
  std::vector<std::thread> all;
  for (int i = 0; i < 3; ++i) all.emplace_back([&c, i] { c.send(i); });
  all.push_back(std::thread([] {}));
  for (auto& t : all) t.join();
}

// CHECK-LABEL: function maps(
// CHECK: [[SLOT:%[0-9]+]] = element {{%[0-9]+}}, {{%[0-9]+}}
// CHECK: [[MADE:%[0-9]+]] = make csp::chan(1)
// CHECK: store [[SLOT]], [[MADE]]
// CHECK: [[FOUND:%[0-9]+]] = element
// CHECK-NEXT: store &at, [[FOUND]]
// CHECK: [[AT:%[0-9]+]] = load &at
// CHECK-NEXT: field [[AT]], std::pair<const int, csp::chan<int>>::second
// CHECK: channel.close
void maps(std::map<int, csp::chan<int>>& m) {
  m[1] = csp::make_chan<int>(1);
  if (auto at = m.find(2); at != m.end()) at->second.close();
}

// CHECK-LABEL: function arrays(
// CHECK: [[ARRAY:%[0-9]+]] = new
// CHECK: element [[ARRAY]]
// CHECK: element [[ARRAY]]
// CHECK: store &all, [[ARRAY]]
// CHECK: element {{%[0-9]+}}, 1
// CHECK: channel.send
void arrays() {
  csp::chan<int> all[2] = {csp::chan<int>(1), csp::chan<int>(2)};
  all[1].send(1);
}
