// Calls, what they are given and what comes back; recursion; macros.
// RUN: %chanvet model %s -- %csp_flags | FileCheck %s
#include <string>

#include <csp/csp.h>

// CHECK-LABEL: function count(c: csp::chan, n)
// CHECK: {{%[0-9]+}} + -1
// CHECK-NEXT: call @count({{%[0-9]+}}, {{%[0-9]+}})
void count(csp::chan<int> c, int n) {
  if (n > 0) count(c, n - 1);
}

// CHECK-LABEL: function even(
// CHECK: call @odd
// CHECK-LABEL: function odd(
// CHECK: call @even
void odd(csp::chan<int> c, int n);
void even(csp::chan<int> c, int n) {
  if (n) odd(c, n - 1);
}
void odd(csp::chan<int> c, int n) {
  if (n) even(c, n - 1);
}

// A function of the project that has no body here is called by name; one of a library that no
// dialect knows is not seen, and what it is given escapes.
// CHECK-LABEL: function others(c: csp::chan)
// CHECK: call @declared({{%[0-9]+}})
// CHECK: call unseen(
void declared(csp::chan<int> c);
void others(csp::chan<int> c) {
  declared(c);
  std::to_string(1).swap(*new std::string);
}

// A function that only this unit can call says so.
// CHECK-LABEL: function hidden(c: csp::chan) internal
static void hidden(csp::chan<int> c) { c.close(); }
// CHECK-LABEL: function exits() noreturn
[[noreturn]] void exits() { std::abort(); }

struct Writer {
  csp::chan<int> c;
  Writer& operator<<(int v);
  explicit operator bool() const { return true; }
};

// Operators are calls of what they are.
// CHECK-LABEL: function operators(w)
// CHECK: [[W:%[0-9]+]] = load &w
// CHECK-NEXT: [[FIRST:%[0-9]+]] = call @Writer::operator<<([[W]], 1)
// CHECK-NEXT: call @Writer::operator<<([[FIRST]], 2)
// CHECK: [[HAS:%[0-9]+]] = call @Writer::operator bool(
// CHECK-NEXT: branch [[HAS]],
void operators(Writer& w) {
  w << 1 << 2;
  if (w) hidden(w.c);
}

#define SEND(c, v) \
  do {             \
    (c).send(v);   \
  } while (0)
#define START(...) csp::go([&] { __VA_ARGS__; })

// What comes from a macro stands where the macro is used.
// CHECK-LABEL: function macros(c: csp::chan)
// CHECK: channel.send({{%[0-9]+}}, 1)  // [[#@LINE + 4]]:3
// CHECK: [[TASK:%[0-9]+]] = closure @lambda in macros  // [[#@LINE + 4]]:3
// CHECK: spawn [[TASK]]()
void macros(csp::chan<int> c) {
  SEND(c, 1);
  START(c.send(2); c.close());
}
