// An iterator is the slot of the element it is at, and null behind the last one.
// RUN: %chanvet model %s -- %csp_flags | FileCheck %s
#include <algorithm>
#include <array>
#include <list>
#include <map>
#include <unordered_map>
#include <vector>

#include <csp/csp.h>

// CHECK-LABEL: function forth(
// CHECK: [[FIRST:%[0-9]+]] = element first
// CHECK-NEXT: store &it, [[FIRST]]
// CHECK: [[AT:%[0-9]+]] = load &it
// CHECK: store [[END:%[0-9]+]], null
// CHECK-NEXT: [[NULL:%[0-9]+]] = load [[END]]
// CHECK-NEXT: [[SAME:%[0-9]+]] = [[AT]] == [[NULL]]
// CHECK: not [[SAME]]
// CHECK: branch
// CHECK: [[SLOT:%[0-9]+]] = load &it
// CHECK-NEXT: [[C:%[0-9]+]] = load [[SLOT]]
// CHECK-NEXT: channel.close([[C]])
// CHECK: [[BEFORE:%[0-9]+]] = load &it
// CHECK-NEXT: [[NEXT:%[0-9]+]] = next [[BEFORE]]
// CHECK-NEXT: store &it, [[NEXT]]
void forth(std::vector<csp::chan<int>>& v) {
  for (auto it = v.begin(); it != v.end(); ++it) it->close();
}

// CHECK-LABEL: function back(
// CHECK: element last
// CHECK: branch
// CHECK: [[SLOT:%[0-9]+]] = load &it
// CHECK-NEXT: [[C:%[0-9]+]] = load [[SLOT]]
// CHECK-NEXT: channel.close([[C]])
// CHECK: next last
void back(std::vector<csp::chan<int>>& v) {
  for (auto it = v.rbegin(); it != v.rend(); it++) (*it).close();
}

struct Flow {
  int id;
  csp::chan<int> c;
};

// An element that is an object is in its slot; to erase it gives the next one.
// CHECK-LABEL: function sweep(
// CHECK: branch
// CHECK: [[SLOT:%[0-9]+]] = load &it
// CHECK-NEXT: [[OBJECT:%[0-9]+]] = load [[SLOT]]
// CHECK-NEXT: field [[OBJECT]], Flow::id
// CHECK: [[AFTER:%[0-9]+]] = remove at {{%[0-9]+}}, {{%[0-9]+}}
// CHECK-NEXT: store &it, [[AFTER]]
// CHECK: next
void sweep(std::list<Flow>& flows) {
  for (auto it = flows.begin(); it != flows.end();)
    if (it->id == 0)
      it = flows.erase(it);
    else
      ++it;
}

// CHECK-LABEL: function places(
// CHECK: [[FIRST:%[0-9]+]] = element first
// CHECK-NEXT: [[SECOND:%[0-9]+]] = next [[FIRST]]
// CHECK-NEXT: store &second, [[SECOND]]
// CHECK: [[LAST:%[0-9]+]] = element last
// CHECK-NEXT: store &last, [[LAST]]
// CHECK: [[I:%[0-9]+]] = load &i
// CHECK-NEXT: [[AT:%[0-9]+]] = element {{%[0-9]+}}, [[I]]
// CHECK: remove at
// CHECK: [[COPY:%[0-9]+]] = new
// CHECK: append last [[COPY]]
void places(std::vector<csp::chan<int>>& v, int i) {
  auto second = std::next(v.begin());
  auto last = std::prev(v.end());
  v.erase(v.begin() + i);
  std::vector<csp::chan<int>> w(v.begin(), v.end());
}

// CHECK-LABEL: function lookup(
// CHECK: [[FOUND:%[0-9]+]] = element find {{%[0-9]+}}, {{%[0-9]+}}
// CHECK-NEXT: store &at, [[FOUND]]
// CHECK: [[AT:%[0-9]+]] = load &at
// CHECK: {{%[0-9]+}} = [[AT]] == {{%[0-9]+}}
// CHECK: [[AT:%[0-9]+]] = load &at
// CHECK: remove at {{%[0-9]+}}, [[AT]]
void lookup(std::unordered_map<int, Flow>& m, int id) {
  auto at = m.find(id);
  if (at == m.end()) return;
  m.erase(at);
}

// CHECK-LABEL: function visits(
// CHECK: [[BODY:%[0-9]+]] = closure
// CHECK: store &#[[I:[0-9]+]], {{%[0-9]+}}
// CHECK: [[AT:%[0-9]+]] = load &#[[I]]
// CHECK-NEXT: [[MORE:%[0-9]+]] = [[AT]] != null
// CHECK-NEXT: branch [[MORE]]
// CHECK: [[NEXT:%[0-9]+]] = next [[AT]]
// CHECK-NEXT: store &#[[I]], [[NEXT]]
// CHECK: call [[BODY]]([[AT]])
void visits(std::vector<csp::chan<int>>& v) {
  std::for_each(v.begin(), v.end(), [](csp::chan<int>& c) { c.close(); });
}

// CHECK-LABEL: function search(
// CHECK: [[TEST:%[0-9]+]] = closure
// CHECK-NEXT: store &#[[RESULT:[0-9]+]], null
// CHECK: [[HERE:%[0-9]+]] = load &#[[RESULT]]
// CHECK-NEXT: store &at, [[HERE]]
// CHECK: [[HOLDS:%[0-9]+]] = call [[TEST]]({{%[0-9]+}})
// CHECK-NEXT: branch [[HOLDS]]
// CHECK: store &#[[RESULT]], {{%[0-9]+}}
void search(std::vector<Flow>& f) {
  auto at = std::find_if(f.begin(), f.end(), [](const Flow& each) { return each.id == 3; });
  if (at != f.end()) at->c.close();
}

// CHECK-LABEL: function asks(
// CHECK: store &#[[ANY:[0-9]+]], 0
// CHECK: [[RESULT:%[0-9]+]] = load &#[[ANY]]
// CHECK-NEXT: branch [[RESULT]]
// CHECK: store &#[[ANY]], 1
// CHECK: store &#{{[0-9]+}}, null
// CHECK: [[SAME:%[0-9]+]] = [[VALUE:%[0-9]+]] == [[WANTED:%[0-9]+]]
bool asks(std::vector<int>& n) {
  if (std::ranges::any_of(n, [](int i) { return i == 2; })) return true;
  return std::find(n.begin(), n.end(), 3) != n.end();
}

// CHECK-LABEL: function erases(
// CHECK: [[AFTER:%[0-9]+]] = remove at {{%[0-9]+}}, {{%[0-9]+}}
// CHECK-NEXT: store &#{{[0-9]+}}, [[AFTER]]
void erases(std::vector<int>& n) {
  std::erase_if(n, [](int i) { return i == 1; });
}

// Pointers are iterators of arrays.
// CHECK-LABEL: function pointers(
// CHECK: resize [[ARRAY:%[0-9]+]], 3, 0
// CHECK: element first
// CHECK: {{%[0-9]+}} != null
// CHECK: next
void pointers() {
  std::array<int, 3> a{};
  for (auto p = a.begin(); p != a.end(); ++p) *p = 1;
}

// Of a template that has no instance, no types are known: nor the object that end() is called on.
// CHECK-LABEL: function unknown::last(
// CHECK: store &at, ?
template <class T>
struct unknown {
  std::list<T> values;
  void last() {
    auto at = std::prev(values.end());
    (void)at;
  }
};
