// Who owns an object destroys it, once: smart pointers, moves, results, parameters.
// RUN: %chanvet model %s -- %csp_flags | FileCheck %s
#include <memory>
#include <thread>
#include <vector>

#include <csp/csp.h>

struct Connection {
  csp::chan<int> c;
  explicit Connection(csp::chan<int> c) : c(c) {}
  ~Connection() { c.close(); }
};

// A smart pointer holds the address of a primitive's slot, or the object.
// CHECK-LABEL: function made(c: csp::chan)
// CHECK: [[CHANNEL:%[0-9]+]] = make csp::chan(
// CHECK-NEXT: [[SLOT:%[0-9]+]] = new
// CHECK-NEXT: store [[SLOT]], [[CHANNEL]]
// CHECK: store &p, [[SLOT]]
// CHECK-NEXT: [[P:%[0-9]+]] = load &p
// CHECK-NEXT: [[AT:%[0-9]+]] = load [[P]]
// CHECK-NEXT: channel.send([[AT]], 1)
// CHECK: [[OBJECT:%[0-9]+]] = new
// CHECK: call @Connection::Connection([[OBJECT]], {{%[0-9]+}})
// CHECK: store &q, [[OBJECT]]
// CHECK: [[Q:%[0-9]+]] = load &q
// CHECK-NEXT: field [[Q]], Connection::c
void made(csp::chan<int> c) {
  auto p = std::make_shared<csp::chan<int>>(2);
  p->send(1);
  auto q = std::make_shared<Connection>(c);
  q->c.send(1);
}

// Of a unique_ptr it is known when it destroys: at its end, at reset, when it is assigned to.
// CHECK-LABEL: function unique(c: csp::chan)
// CHECK: store &p,
// CHECK: {{%[0-9]+}} = load &p
// CHECK-NEXT: [[OLD:%[0-9]+]] = load &p
// CHECK-NEXT: branch [[OLD]], [[YES:b[0-9]+]], [[NO:b[0-9]+]]
// CHECK: [[YES]]:
// CHECK-NEXT: call @Connection::~Connection([[OLD]])
// CHECK-NEXT: jump [[NO]]
// CHECK: [[NO]]:
// CHECK-NEXT: store &p, null
// CHECK: take &p
// CHECK: store &moved,
// CHECK: [[LAST:%[0-9]+]] = load &moved
// CHECK-NEXT: branch [[LAST]],
// CHECK: call @Connection::~Connection([[LAST]])
// CHECK: end &moved
void unique(csp::chan<int> c) {
  auto p = std::make_unique<Connection>(c);
  p.reset();
  std::unique_ptr<Connection> moved = std::move(p);
}

// The temporary on the right gives its object away.
// CHECK-LABEL: function assigned(c: csp::chan)
// CHECK: store &p, null
// CHECK: store [[TEMPORARY:%[0-9]+]], [[OBJECT:%[0-9]+]]
// CHECK-NEXT: [[TAKEN:%[0-9]+]] = take [[TEMPORARY]]
// CHECK: store &p, [[TAKEN]]
void assigned(csp::chan<int> c) {
  std::unique_ptr<Connection> p;
  p = std::make_unique<Connection>(c);
}

// CHECK-LABEL: function kept(c: csp::chan)
// CHECK: [[TAKEN:%[0-9]+]] = take {{%[0-9]+}}
// CHECK-NEXT: [[ELEMENT:%[0-9]+]] = append last {{%[0-9]+}}
// CHECK-NEXT: store [[ELEMENT]], [[TAKEN]]
// CHECK: [[MOVED:%[0-9]+]] = take &p
// CHECK-NEXT: [[NEXT:%[0-9]+]] = append last {{%[0-9]+}}
// CHECK-NEXT: store [[NEXT]], [[MOVED]]
void kept(csp::chan<int> c) {
  std::vector<std::unique_ptr<Connection>> all;
  all.push_back(std::make_unique<Connection>(c));
  auto p = std::make_unique<Connection>(c);
  all.push_back(std::move(p));
}

std::unique_ptr<Connection> global;

// The function that is given an owner destroys what it still has of it; the caller does not.
// CHECK-LABEL: function sink(p: std::unique_ptr, move)
// CHECK: take &p
// CHECK: [[REST:%[0-9]+]] = load &p
// CHECK-NEXT: branch [[REST]], [[YES:b[0-9]+]], [[NO:b[0-9]+]]
// CHECK: [[YES]]:
// CHECK-NEXT: call @Connection::~Connection([[REST]])
// CHECK-NEXT: jump [[NO]]
// CHECK: [[NO]]:
// CHECK-NEXT: return
// CHECK-LABEL: function source(c: csp::chan)
// CHECK: call @sink([[OBJECT:%[0-9]+]], 1)
// CHECK-NOT: ~Connection
// CHECK: return
void sink(std::unique_ptr<Connection> p, bool move) {
  if (move) global = std::move(p);
}
void source(csp::chan<int> c) { sink(std::make_unique<Connection>(c), true); }

// A local that is returned is the result.
// CHECK-LABEL: function open(c: csp::chan)
// CHECK: channel.send({{%[0-9]+}}, 1) unwind [[UNWIND:b[0-9]+]]
// CHECK-NEXT: [[RESULT:%[0-9]+]] = load &made
// CHECK-NEXT: store &(result), [[RESULT]]
// CHECK-NEXT: end &made
// CHECK: [[UNWIND]]:
// CHECK-NEXT: [[LOST:%[0-9]+]] = load &made
// CHECK-NEXT: call @Connection::~Connection([[LOST]])
// CHECK: return {{%[0-9]+}}
Connection open(csp::chan<int> c) {
  Connection made(c);
  c.send(1);
  return made;
}

// CHECK-LABEL: function share(c: csp::chan)
// CHECK: [[RESULT:%[0-9]+]] = load &made
// CHECK-NEXT: store &(result), [[RESULT]]
// CHECK-NOT: ~Connection
// CHECK: return {{%[0-9]+}}
std::unique_ptr<Connection> share(csp::chan<int> c) {
  auto made = std::make_unique<Connection>(c);
  return made;
}

// A thread that was moved from has nothing to join.
// CHECK-LABEL: function threads()
// CHECK: store &t, null
// CHECK: [[HANDLE:%[0-9]+]] = spawn
// CHECK: store [[TEMPORARY:%[0-9]+]], [[HANDLE]]
// CHECK-NEXT: [[TAKEN:%[0-9]+]] = take [[TEMPORARY]]
// CHECK-NEXT: store &t, [[TAKEN]]
// CHECK: [[U:%[0-9]+]] = take &t
// CHECK-NEXT: store &u, [[U]]
// CHECK: fiber.join
void threads() {
  std::thread t;
  t = std::thread([] {});
  std::thread u = std::move(t);
  u.join();
}

// What a fiber is given by move is its own.
// CHECK-LABEL: function handed(c: csp::chan)
// CHECK: [[P:%[0-9]+]] = take &p
// CHECK: spawn @sink([[P]], {{%[0-9]+}})
void handed(csp::chan<int> c) {
  auto p = std::make_unique<Connection>(c);
  std::jthread t(sink, std::move(p), false);
}
