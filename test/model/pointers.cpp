// Pointers to the object itself, pointers that are cast or locked, pointers to members.
// RUN: %chanvet model %s -- %csp_flags | FileCheck %s
#include <functional>
#include <memory>

#include <csp/csp.h>

// CHECK-LABEL: function Session::run(this, {{.*}}) noexcept
struct Session : std::enable_shared_from_this<Session> {
  csp::chan<int> out;
  void start();
  virtual ~Session() = default;
  virtual void run(int) noexcept {}
};

// CHECK-LABEL: function Session::start(this)
// CHECK: [[THIS:%[0-9]+]] = load &this
// CHECK: [[SLOT:%[0-9]+]] = new
// CHECK-NEXT: store [[SLOT]], [[THIS]]
// CHECK: field {{%[0-9]+}}, lambda{{.*}}::self
void Session::start() {
  csp::go([self = shared_from_this()] { self->out.close(); });
}

// A pointer to a virtual method calls virtually.
// CHECK-LABEL: function locked(weak: std::weak_ptr)
// CHECK: [[HELD:%[0-9]+]] = load {{%[0-9]+}}
// CHECK: store &p, [[HELD]]
// CHECK: [[CAST:%[0-9]+]] = load &p
// CHECK: store &q, [[CAST]]
// CHECK: store &m, @virtual Session::run
void locked(const std::weak_ptr<Session>& weak) {
  auto p = weak.lock();
  auto q = std::static_pointer_cast<Session>(p);
  void (Session::*m)(int) = &Session::run;
  (q.get()->*m)(1);
}

void put(csp::chan<int> c, int v);

// What std::bind made is called with the arguments that its placeholders stand for.
// CHECK-LABEL: function bound(c: csp::chan)
// CHECK: [[BOUND:%[0-9]+]] = closure @bound call
// CHECK: store &f, [[BOUND]]
// CHECK: [[F:%[0-9]+]] = load &f
// CHECK: call [[F]]({{%[0-9]+}})
void bound(csp::chan<int> c) {
  auto f = std::bind(put, c, std::placeholders::_1);
  f(3);
  auto g = std::bind_front(put, c);
  g(4);
}

// CHECK-LABEL: function virtual Session::run(this, {{.*}}) internal
// CHECK: call virtual @Session::run({{%[0-9]+}}, {{%[0-9]+}})
// CHECK-LABEL: function bound call(this, _1) internal
// CHECK: [[ARGUMENT:%[0-9]+]] = load &_1
// CHECK: call @put({{%[0-9]+}}, [[ARGUMENT]])
// CHECK-LABEL: function bound call(this, _1) internal
// CHECK: [[MORE:%[0-9]+]] = load &_1
// CHECK: call @put({{%[0-9]+}}, [[MORE]])
