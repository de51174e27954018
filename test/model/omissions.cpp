// What has a body but is not in the model is said at its end.
// RUN: %chanvet model %s -- %csp_flags | FileCheck %s
#include <csp/csp.h>

template <class T>
struct Pipe {
  csp::chan<T> c;
  void put(T value) { c.send(value); }
  void finish() { c.close(); }
};

void use(Pipe<int>& pipe) { pipe.put(1); }

// CHECK-NOT: function Pipe<int>::finish
// CHECK: left out: Pipe<int>::finish: nothing calls it
