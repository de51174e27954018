// What is in a container is an element of it, told apart by an index or key that is a number, or by
// its place.
// RUN: %chanvet model %s -- %csp_flags | FileCheck %s
#include <array>
#include <deque>
#include <map>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include <csp/csp.h>

// CHECK-LABEL: function elements(n)
// CHECK: store &v, [[VECTOR:%[0-9]+]]
// CHECK: [[MADE:%[0-9]+]] = make csp::chan(1)
// CHECK: [[NEW:%[0-9]+]] = append last {{%[0-9]+}}{{ }}
// CHECK-NEXT: store [[NEW]], {{%[0-9]+}}
// CHECK: [[BUILT:%[0-9]+]] = make csp::chan({{%[0-9]+}})
// CHECK-NEXT: [[OTHER:%[0-9]+]] = append last {{%[0-9]+}}{{ }}
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
// CHECK-NEXT: [[SLOT:%[0-9]+]] = append last {{%[0-9]+}}{{ }}
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
// CHECK: [[SLOT:%[0-9]+]] = element key {{%[0-9]+}}, {{%[0-9]+}}, null
// CHECK: [[MADE:%[0-9]+]] = make csp::chan(1)
// CHECK: store [[TEMPORARY:%[0-9]+]], [[MADE]]
// CHECK-NEXT: [[MOVED:%[0-9]+]] = take [[TEMPORARY]]
// CHECK-NEXT: store [[SLOT]], [[MOVED]]
// CHECK: [[FOUND:%[0-9]+]] = element find
// CHECK-NEXT: store &at, [[FOUND]]
// CHECK: [[AT:%[0-9]+]] = load &at
// CHECK: [[IS_END:%[0-9]+]] = [[AT]] == {{%[0-9]+}}
// CHECK: [[AT:%[0-9]+]] = load &at
// CHECK-NEXT: field [[AT]], std::pair<const int, csp::chan<int>>::second
// CHECK: channel.close
void maps(std::map<int, csp::chan<int>>& m) {
  m[1] = csp::make_chan<int>(1);
  if (auto at = m.find(2); at != m.end()) at->second.close();
}

// Of a map, a pair is put in as its second part under its first; a literal is the same key
// wherever it is written. What is there is not replaced.
// CHECK-LABEL: function entries(
// CHECK: element key {{%[0-9]+}}, "a", null
// CHECK: make csp::chan(1)
// CHECK: [[FIRST:%[0-9]+]] = field [[PAIR:%[0-9]+]], [[NAME:std::pair<const int, csp::chan<int>>]]::first
// CHECK-NEXT: store [[FIRST]], {{%[0-9]+}}
// CHECK: [[PART:%[0-9]+]] = field [[PAIR]], [[NAME]]::first
// CHECK-NEXT: [[KEY:%[0-9]+]] = load [[PART]]
// CHECK: [[THERE:%[0-9]+]] = element find [[MAP:%[0-9]+]], [[KEY]]
// CHECK-NEXT: [[NEW:%[0-9]+]] = [[THERE]] == null
// CHECK-NEXT: append key [[MAP]], [[KEY]], {{%[0-9]+}}
// CHECK: element find {{%[0-9]+}}, "b"
// CHECK: [[PLACE:%[0-9]+]] = append key {{%[0-9]+}}, "b", {{%[0-9]+}}
// CHECK: remove key {{%[0-9]+}}, "a"
// CHECK: append key {{%[0-9]+}}, "c", {{%[0-9]+}}
void entries(std::map<std::string, csp::chan<int>>& m, std::map<int, csp::chan<int>>& n) {
  m["a"].recv();
  n.insert({1, csp::make_chan<int>(1)});
  m.emplace("b", csp::make_chan<int>(1));
  m.erase("a");
  m.insert({"c", csp::make_chan<int>(1)});
}

// What comes after the key makes the value; the result says whether there is a new one.
// CHECK-LABEL: function keys(
// CHECK: [[THERE:%[0-9]+]] = element find [[MAP:%[0-9]+]], [[ID:%[0-9]+]]
// CHECK-NEXT: [[NEW:%[0-9]+]] = [[THERE]] == null
// CHECK-NEXT: [[SLOT:%[0-9]+]] = append key [[MAP]], [[ID]], null
// CHECK: [[FIRST:%[0-9]+]] = field [[PAIR:%[0-9]+]], {{.*}}::first
// CHECK-NEXT: store [[FIRST]], [[SLOT]]
// CHECK-NEXT: [[SECOND:%[0-9]+]] = field [[PAIR]], {{.*}}::second
// CHECK-NEXT: store [[SECOND]], [[NEW]]
// CHECK: [[MADE:%[0-9]+]] = make csp::chan(1)
// CHECK: [[REPLACED:%[0-9]+]] = element key
// CHECK-NEXT: store [[REPLACED]], {{%[0-9]+}}
// CHECK: [[FOUND:%[0-9]+]] = element find
// CHECK-NEXT: [[HAS:%[0-9]+]] = [[FOUND]] != null
// CHECK-NEXT: branch [[HAS]]
// CHECK: [[FOUND:%[0-9]+]] = element find
// CHECK-NEXT: [[NONE:%[0-9]+]] = [[FOUND]] == null
// CHECK-NEXT: [[THROWS:%[0-9]+]] = certain [[NONE]]
// CHECK-NEXT: branch [[THROWS]], [[THROW:b[0-9]+]]
// CHECK: append key {{%[0-9]+}}, [[I:%[0-9]+]], [[I]]
// CHECK: element find
// CHECK: remove key
// CHECK: [[THROW]]:
// CHECK-NEXT: throw std::out_of_range std::logic_error std::exception to out
// CHECK: load [[FOUND]]
void keys(std::map<int, csp::chan<int>>& m, std::set<int>& s, int id) {
  auto [it, isNew] = m.try_emplace(id);
  m.insert_or_assign(id, csp::make_chan<int>(1));
  if (m.contains(id)) m.at(id).recv();
  s.insert(id);
  s.erase(id);
}

// CHECK-LABEL: function arrays(
// CHECK: [[ARRAY:%[0-9]+]] = new
// CHECK-NEXT: resize [[ARRAY]], 2
// CHECK: element [[ARRAY]], 0
// CHECK: element [[ARRAY]], 1
// CHECK: store &all, [[ARRAY]]
// CHECK: element {{%[0-9]+}}, 1
// CHECK: channel.send
void arrays() {
  csp::chan<int> all[2] = {csp::chan<int>(1), csp::chan<int>(2)};
  all[1].send(1);
}

// CHECK-LABEL: function ends(
// CHECK: append last [[Q:%[0-9]+]]
// CHECK: append first
// CHECK: element first
// CHECK: element last
// CHECK: remove first
// CHECK: remove last
// CHECK: append first
// CHECK: append {{%[0-9]+}}{{ }}
// CHECK: remove at {{%[0-9]+}}, {{%[0-9]+}}
void ends(std::deque<csp::chan<int>>& q, csp::chan<int> c) {
  q.push_back(c);
  q.push_front(c);
  q.front().recv();
  q.back().recv();
  q.pop_front();
  q.pop_back();
  q.insert(q.begin(), c);
  q.insert(q.begin() + 1, c);
  q.erase(q.begin());
}

// CHECK-LABEL: function sizes(
// CHECK: [[V:%[0-9]+]] = new
// CHECK-NEXT: resize [[V]], 3, null
// CHECK: resize {{%[0-9]+}}, 5, null
// CHECK: [[SIZE:%[0-9]+]] = size
// CHECK-NEXT: [[EMPTY:%[0-9]+]] = [[SIZE]] == 0
// CHECK: resize {{%[0-9]+}}, 0
// CHECK: [[A:%[0-9]+]] = new
// CHECK-NEXT: resize [[A]], 4
// CHECK: size
// CHECK: append last
// CHECK-NEXT: store {{%[0-9]+}}, {{%[0-9]+}}
size_t sizes() {
  std::vector<csp::chan<int>> v(3);
  v.resize(5);
  if (v.empty()) return 0;
  v.clear();
  std::array<csp::mutex, 4> a;
  std::vector<int> numbers;
  numbers.push_back(a.size());
  return std::size(numbers);
}

// How many there are between two pointers is not known.
int between(const int* from, const int* to) {
  std::vector<int> numbers(from, to);
  return numbers.size();
}
// CHECK-LABEL: function between(
// CHECK: [[NUMBERS:%[0-9]+]] = new
// CHECK-NEXT: resize [[NUMBERS]], ?{{ }}
// CHECK: size
