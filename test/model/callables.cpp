// Functions as values: what is called through them, and with what.
// RUN: %chanvet model %s -- %csp_flags | FileCheck %s
#include <functional>
#include <future>
#include <thread>
#include <utility>

#include <csp/csp.h>

void put(csp::chan<int> c, int v) { c.send(v); }

struct Worker {
  csp::chan<int> own;
  void run(csp::chan<int> c) { c.send(1); }
  void operator()(int v) { own.send(v); }
};

// A std::function holds the closure itself, or null.
// CHECK-LABEL: function wrapped(c: csp::chan)
// CHECK: store &f, [[CLOSURE:%[0-9]+]]
// CHECK: [[F:%[0-9]+]] = load &f
// CHECK-NEXT: store &g, [[F]]
// CHECK: store &f, null
// CHECK-NEXT: [[EMPTY:%[0-9]+]] = load &f
// CHECK-NEXT: [[SET:%[0-9]+]] = [[EMPTY]] != null
// CHECK-NEXT: branch [[SET]],
// CHECK: [[G:%[0-9]+]] = load &g
// CHECK: call [[G]](3)
void wrapped(csp::chan<int> c) {
  std::function<void(int)> f = [c](int v) { c.send(v); };
  std::function<void(int)> g = f;
  f = nullptr;
  if (f) f(2);
  g(3);
}

// What an unknown callable is given is given away.
// CHECK-LABEL: function handedOver(callback: std::function)
// CHECK: [[C:%[0-9]+]] = load &c
// CHECK: [[CALLBACK:%[0-9]+]] = load &callback
// CHECK: call [[CALLBACK]]([[C]])
void handedOver(std::function<void(csp::chan<int>)> callback) {
  csp::chan<int> c(1);
  callback(c);
}

// CHECK-LABEL: function pointers(c: csp::chan, a)
// CHECK: store [[CHOICE:&#[0-9]+]], @put
// CHECK: store [[CHOICE]], null
// CHECK: [[CHOSEN:%[0-9]+]] = load [[CHOICE]]
// CHECK: store &p, [[CHOSEN]]
// CHECK: [[P:%[0-9]+]] = load &p
// CHECK-NEXT: call [[P]]({{%[0-9]+}}, 1)
// CHECK: store &q, @put
// CHECK: [[Q:%[0-9]+]] = load &q
// CHECK-NEXT: call [[Q]]({{%[0-9]+}}, 2)
void pointers(csp::chan<int> c, bool a) {
  void (*p)(csp::chan<int>, int) = a ? put : nullptr;
  p(c, 1);
  auto q = &put;
  (*q)(c, 2);
}

// A call through a pointer to a member has the object first.
// CHECK-LABEL: function members(c: csp::chan, worker, pointer)
// CHECK: store &m, @Worker::run
// CHECK: [[WORKER:%[0-9]+]] = load &worker
// CHECK-NEXT: [[M:%[0-9]+]] = load &m
// CHECK-NEXT: call [[M]]([[WORKER]], {{%[0-9]+}})
// CHECK: [[POINTER:%[0-9]+]] = load &pointer
// CHECK-NEXT: [[N:%[0-9]+]] = load &m
// CHECK-NEXT: call [[N]]([[POINTER]], {{%[0-9]+}})
void members(csp::chan<int> c, Worker& worker, Worker* pointer) {
  void (Worker::*m)(csp::chan<int>) = &Worker::run;
  (worker.*m)(c);
  (pointer->*m)(c);
}

// std::bind makes a closure that holds the callable and the arguments, and calls the one with the
// others.
// CHECK-LABEL: function bound(c: csp::chan)
// CHECK: [[BOUND:%[0-9]+]] = closure @bound call
// CHECK: store {{%[0-9]+}}, @put
// CHECK: [[C:%[0-9]+]] = load &c
// CHECK: store {{%[0-9]+}}, [[C]]
// CHECK: store [[SLOT:%[0-9]+]], [[BOUND]]
// CHECK: [[TASK:%[0-9]+]] = load [[SLOT]]
// CHECK-NEXT: spawn [[TASK]]()
void bound(csp::chan<int> c) {
  std::thread t(std::bind(put, c, 1));
  t.join();
}

// Functions and their objects can be started: std::ref keeps the object, else it is copied.
// CHECK-LABEL: function started(c: csp::chan, worker)
// CHECK: spawn @put({{%[0-9]+}}, {{%[0-9]+}})
// CHECK: [[METHOD:%[0-9]+]] = new
// CHECK-NEXT: store [[METHOD]], @Worker::run
// CHECK-NEXT: [[BOUND:%[0-9]+]] = load [[METHOD]]
// CHECK: spawn [[BOUND]]({{%[0-9]+}}, {{%[0-9]+}})
// CHECK: spawn @Worker::operator()({{%[0-9]+}}, {{%[0-9]+}})
void started(csp::chan<int> c, Worker& worker) {
  std::jthread a(put, c, 2);
  std::jthread b(&Worker::run, std::ref(worker), c);
  csp::go(worker, 4);
}

// A packaged task holds its callable; what that throws goes to the future.
// CHECK-LABEL: function packaged(c: csp::chan)
// CHECK: [[CLOSURE:%[0-9]+]] = closure @lambda in packaged
// CHECK: [[TASK:%[0-9]+]] = make std::packaged_task()
// CHECK-NEXT: [[HELD:%[0-9]+]] = field [[TASK]], packaged_task::callable
// CHECK-NEXT: store [[HELD]], [[CLOSURE]]
// CHECK: [[BODY:%[0-9]+]] = load {{%[0-9]+}}
// CHECK-NEXT: call [[BODY]](2) unwind [[CAUGHT:b[0-9]+]]
// CHECK: [[CAUGHT]]:
// CHECK-NEXT: dispatch [...: [[AFTER:b[0-9]+]]]
// CHECK: [[AFTER]]:
// CHECK: packaged_task.set_value
// CHECK: [[MOVED:%[0-9]+]] = take &task
// CHECK-NEXT: [[THUNK:%[0-9]+]] = closure @packaged call
// CHECK-NEXT: [[KEPT:%[0-9]+]] = field [[THUNK]], chanvet:packaged{{.*}}::task
// CHECK-NEXT: store [[KEPT]], [[MOVED]]
// CHECK: spawn [[THUNK]]({{%[0-9]+}})
void packaged(csp::chan<int> c) {
  std::packaged_task<void(int)> task([c](int v) { c.send(v); });
  task(2);
  std::jthread other(std::move(task), 3);
}

// CHECK-LABEL: function bound call(this) internal
// CHECK: [[FIELD:%[0-9]+]] = field %0, chanvet:bind{{.*}}::1
// CHECK-NEXT: [[FIRST:%[0-9]+]] = load [[FIELD]]
// CHECK: [[RESULT:%[0-9]+]] = call @put([[FIRST]], {{%[0-9]+}})
// CHECK-NEXT: return [[RESULT]]
