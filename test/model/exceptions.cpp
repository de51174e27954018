// An exception destroys what lives between the throw and the handler, and is caught by class.
// RUN: %chanvet model %s -- %csp_flags | FileCheck %s
#include <stdexcept>

#include <csp/csp.h>

struct Base {};
struct Derived : Base {};
struct Closer {
  csp::chan<int> c;
  ~Closer() { c.close(); }
};
bool ask();

// CHECK-LABEL: function byClass(
// CHECK: call @ask() unwind [[UNWIND:b[0-9]+]]
// CHECK: [[UNWIND]]:
// CHECK-NEXT: [[K:%[0-9]+]] = load &k
// CHECK-NEXT: call @Closer::~Closer([[K]])
// CHECK-NEXT: jump [[TRY:b[0-9]+]]
// CHECK: [[TRY]]:
// CHECK-NEXT: dispatch [Base: [[BASE:b[0-9]+]]] [std::exception *: {{b[0-9]+}}] [...: [[ALL:b[0-9]+]]] else out
// CHECK: throw Derived Base to [[UNWIND]]
// CHECK: throw std::runtime_error std::exception to [[UNWIND]]
// CHECK: [[BASE]]:
// CHECK: channel.send({{%[0-9]+}}, 1)
// CHECK: [[ALL]]:
// CHECK: channel.send({{%[0-9]+}}, 3)
void byClass(csp::chan<int> c) {
  try {
    Closer k{c};
    if (ask()) throw Derived();
    throw std::runtime_error("x");
  } catch (const Base& b) {
    c.send(1);
  } catch (std::exception* e) {
    c.send(2);
  } catch (...) {
    c.send(3);
  }
}

// What is not caught, and what a handler throws, goes on to the next try block.
// CHECK-LABEL: function nested(
// CHECK: throw int to [[INNER:b[0-9]+]]
// CHECK: [[INNER]]:
// CHECK-NEXT: dispatch [Base: {{b[0-9]+}}] [int: {{b[0-9]+}}] else [[OUTER:b[0-9]+]]
// CHECK: throw to [[OUTER]]
// CHECK: throw to [[OUTER]]
// CHECK: [[OUTER]]:
// CHECK-NEXT: dispatch [...: [[LAST:b[0-9]+]]]
// CHECK: [[LAST]]:
// CHECK: throw to out
void nested(csp::chan<int> c) {
  try {
    try {
      ask();
      throw 1;
    } catch (const Base&) {
      c.send(1);
      throw;
    } catch (int i) {
      c.send(i);
      throw;
    }
  } catch (...) {
    c.close();
    throw;
  }
}

// What lives outside the try block is destroyed when no handler takes the exception.
// CHECK-LABEL: function outside(
// CHECK: call @ask() unwind [[TRY:b[0-9]+]]
// CHECK: [[TRY]]:
// CHECK-NEXT: dispatch [Base: {{b[0-9]+}}] else [[REST:b[0-9]+]]
// CHECK: [[REST]]:
// CHECK-NEXT: [[OUTER:%[0-9]+]] = load &outer
// CHECK-NEXT: call @Closer::~Closer([[OUTER]])
// CHECK-NEXT: jump [[OUT:b[0-9]+]]
// CHECK: [[OUT]]:
// CHECK-NEXT: resume
void outside(csp::chan<int> c) {
  Closer outer{c};
  try {
    ask();
  } catch (const Base&) {
  }
}

// A throw in a handler destroys the handler's locals, then those around the try block.
// CHECK-LABEL: function fromHandler(
// CHECK: throw Base to [[FIRST:b[0-9]+]]
// CHECK: [[FIRST]]:
// CHECK-NEXT: load &in
// CHECK-NEXT: call @Closer::~Closer
// CHECK-NEXT: jump [[SECOND:b[0-9]+]]
// CHECK: [[SECOND]]:
// CHECK-NEXT: load &outer
// CHECK-NEXT: call @Closer::~Closer
void fromHandler(csp::chan<int> c) {
  Closer outer{c};
  try {
    ask();
  } catch (...) {
    Closer in{c};
    throw Base();
  }
}

// CHECK-LABEL: function wholeBody(
// CHECK: channel.send({{%[0-9]+}}, 1) unwind [[TRY:b[0-9]+]]
// CHECK: [[TRY]]:
// CHECK-NEXT: dispatch [...: [[HANDLER:b[0-9]+]]]
// CHECK: [[HANDLER]]:
// CHECK: channel.close
void wholeBody(csp::chan<int> c) try { c.send(1); } catch (...) {
  c.close();
}

// CHECK-LABEL: function panics(
// CHECK: panic(?) unwind [[UNWIND:b[0-9]+]]
// CHECK-NEXT: throw csp::panic_error std::exception to [[UNWIND]]
// CHECK: [[UNWIND]]:
// CHECK: call @Closer::~Closer
void panics(csp::chan<int> c) {
  Closer k{c};
  csp::panic("no");
}

// CHECK-LABEL: function ends(
// CHECK: exit(?)
// CHECK-NEXT: unreachable
void ends() { std::exit(1); }

// CHECK-LABEL: function again(
// CHECK: channel.send({{%[0-9]+}}, 1) unwind [[UNWIND:b[0-9]+]]
// CHECK: call @Closer::~Closer
// CHECK-NEXT: end &k
// CHECK-NEXT: jump
// CHECK: [[UNWIND]]:
// CHECK: call @Closer::~Closer
// CHECK: dispatch [std::exception: [[HANDLER:b[0-9]+]]] else out
// CHECK: [[HANDLER]]:
// CHECK-NEXT: jump [[AFTER:b[0-9]+]]
// CHECK: [[AFTER]]:
// CHECK: channel.receive
void again(csp::chan<int> c) {
  for (;;) {
    try {
      Closer k{c};
      c.send(1);
      continue;
    } catch (const std::exception&) {
      break;
    }
  }
  c.recv();
}
