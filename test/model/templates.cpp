// A template is lowered once for each of its instances; one without any, as it is written.
// RUN: %chanvet model %s -- %csp_flags | FileCheck %s
#include <map>
#include <mutex>
#include <optional>
#include <vector>

#include <csp/csp.h>

// CHECK-LABEL: function put(c: csp::chan, v)
// CHECK: channel.send
// CHECK-LABEL: function put(c: csp::chan, v)
// CHECK: channel.send
template <class T>
void put(csp::chan<T> c, T v) {
  c.send(v);
}

// CHECK-LABEL: function unused(c: csp::chan, v)
// CHECK: channel.send
// CHECK: channel.close
template <class T>
void unused(csp::chan<T> c, T v) {
  c.send(v);
  c.close();
}

// Nothing is known of what depends on a parameter: the call is of something not seen.
// CHECK-LABEL: function dependent(c)
// CHECK: call unseen(1)
template <class C>
void dependent(C c) {
  c.send(1);
}

// CHECK-LABEL: function Box<int>::fill(this, v)
// CHECK: field {{%[0-9]+}}, Box<int>::c
// CHECK: channel.send
template <class T>
struct Box {
  csp::chan<T> c{1};
  void fill(T v) { c.send(v); }
};

// CHECK-LABEL: function Unused::fill(this, v)
// CHECK: field {{%[0-9]+}}, Unused::c
// CHECK: channel.send
template <class T>
struct Unused {
  csp::chan<T> c;
  void fill(T v) { c.send(v); }
};

// CHECK-LABEL: function closeAll(c#0: csp::chan, c#1: csp::chan)
// CHECK: load &c#0
// CHECK-NEXT: channel.close
// CHECK: load &c#1
// CHECK-NEXT: channel.close
template <class... C>
void closeAll(C... c) {
  (c.close(), ...);
}

// What a pointer points to whose type is deduced is open until there is an instance.
// CHECK-LABEL: function deduced(p, v)
// CHECK-NOT: channel.send
template <class T>
void deduced(void* p, T v) {
  auto values = (std::vector<T>*)p;
  values->push_back(v);
  values->resize(7);
  values->erase(values->begin());
  auto entries = (std::map<int, T>*)p;
  entries->insert({1, v});
  (*entries)[2] = v;
  auto maybe = (std::optional<T>*)p;
  maybe->emplace(v);
  if (maybe->has_value()) (void)maybe->value();
  auto guard = (std::unique_lock<T>*)p;
  guard->lock();
  auto channel = (csp::chan<T>*)p;
  channel->send(v);
}

// CHECK-LABEL: function instance(p, v)
// CHECK: channel.send
template <class T>
void instance(void* p, T v) {
  auto channel = (csp::chan<T>*)p;
  channel->send(v);
}
void useInstance(void* p) { instance(p, 1); }

// What if constexpr discards is not there.
// CHECK-LABEL: function times(c: csp::chan)
// CHECK-NOT: channel.send
// CHECK: channel.close
// CHECK-LABEL: function times(c: csp::chan)
// CHECK: channel.send({{%[0-9]+}}, 1)
// CHECK-NOT: channel.close
// CHECK: call @times
template <int N>
void times(csp::chan<int> c) {
  if constexpr (N > 0) {
    c.send(N);
    times<N - 1>(c);
  } else {
    c.close();
  }
}

void use() {
  put(csp::make_chan<int>(1), 1);
  put<long>(csp::chan<long>(1), 2);
  Box<int> b;
  b.fill(1);
  closeAll(csp::chan<int>(1), csp::chan<long>(2));
  times<1>(csp::chan<int>(5));
}
