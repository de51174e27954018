// Construction fills the fields in their order; destruction calls what has a body.
// RUN: %chanvet model %s -- %csp_flags | FileCheck %s
// RUN: %chanvet model %s -- %csp_flags | FileCheck %s --check-prefix=END
#include <csp/csp.h>

struct Shape {
  virtual void draw(csp::chan<int> c) { c.send(1); }
  virtual ~Shape() = default;
};
struct Round : Shape {
  csp::chan<int> own;
  void draw(csp::chan<int> c) override { c.close(); }
  ~Round() override;
};

// The base's destructor runs on the same object, and is not looked up again.
// CHECK-LABEL: function Round::~Round(this)
// CHECK: [[THIS:%[0-9]+]] = load &this
// CHECK: channel.close
// CHECK: call @Shape::~Shape({{%[0-9]+}})
Round::~Round() { own.close(); }

// CHECK-LABEL: function calls(s, c: csp::chan)
// CHECK: call virtual @Shape::draw({{%[0-9]+}}, {{%[0-9]+}})
// CHECK: call @Shape::draw({{%[0-9]+}}, {{%[0-9]+}})
void calls(Shape& s, csp::chan<int> c) {
  s.draw(c);
  s.Shape::draw(c);
}

struct Connection {
  csp::chan<int> out{4};
  csp::chan<int> in;
  csp::chan<int> nil;
  csp::mutex mutex;
  int n = 3;
  Connection();
  Connection(int k);
  explicit Connection(csp::chan<int> c);
  ~Connection() { out.close(); }
};

// Members without an initializer take that of the class, or their default.
// CHECK-LABEL: function Connection::Connection(this)  //
// CHECK: [[OUT:%[0-9]+]] = make csp::chan(4)
// CHECK: [[SLOT:%[0-9]+]] = field {{%[0-9]+}}, Connection::out
// CHECK-NEXT: store [[SLOT]], [[OUT]]
// CHECK: [[IN:%[0-9]+]] = make csp::chan(1)
// CHECK: field {{%[0-9]+}}, Connection::in
// CHECK-NEXT: store {{%[0-9]+}}, [[IN]]
// CHECK: field {{%[0-9]+}}, Connection::nil
// CHECK-NEXT: store {{%[0-9]+}}, null
// CHECK: [[MUTEX:%[0-9]+]] = make csp::mutex()
// CHECK: field {{%[0-9]+}}, Connection::mutex
// CHECK-NEXT: store {{%[0-9]+}}, [[MUTEX]]
// CHECK: field {{%[0-9]+}}, Connection::n
// CHECK-NEXT: store {{%[0-9]+}}, 3
// CHECK: channel.send
Connection::Connection() : in(csp::make_chan<int>(1)) { out.send(n); }

// Another constructor runs once, on the same object.
// CHECK-LABEL: function Connection::Connection(this, k)
// CHECK-NOT: new
// CHECK: [[THIS:%[0-9]+]] = load &this
// CHECK-NEXT: call @Connection::Connection([[THIS]])
// CHECK-NOT: call
// CHECK: field {{%[0-9]+}}, Connection::n
Connection::Connection(int k) : Connection() { n = k; }

// CHECK-LABEL: function Connection::Connection(this, c: csp::chan)
// CHECK: [[C:%[0-9]+]] = load &c
// CHECK: field {{%[0-9]+}}, Connection::out
// CHECK-NEXT: store {{%[0-9]+}}, [[C]]
Connection::Connection(csp::chan<int> c) : out(c), n{7} {}

struct Sub : Connection {
  csp::wait_group group;
  Sub();
};

// CHECK-LABEL: function Sub::Sub(this)
// CHECK-NOT: new
// CHECK: [[THIS:%[0-9]+]] = load &this
// CHECK-NEXT: call @Connection::Connection([[THIS]], 2)
// CHECK-NOT: @Connection::Connection
// CHECK: make csp::wait_group()
// CHECK: wait_group.add
Sub::Sub() : Connection(2) { group.add(1); }

struct Parts {
  csp::chan<int> a;
  int b = 2;
  csp::chan<int> d{1};
};

// CHECK-LABEL: function aggregate(c: csp::chan)
// CHECK: [[PARTS:%[0-9]+]] = new
// CHECK-NEXT: field [[PARTS]], Parts::a
// CHECK: field [[PARTS]], Parts::b
// CHECK-NEXT: store {{%[0-9]+}}, 2
// CHECK: field [[PARTS]], Parts::d
void aggregate(csp::chan<int> c) { Parts parts{.a = c, .d = c}; }

// What is deleted can be of a derived class; what is a local is what it says.
// CHECK-LABEL: function lives(shape)
// CHECK: [[OBJECT:%[0-9]+]] = new
// CHECK-NEXT: call @Connection::Connection([[OBJECT]], 3)
// CHECK-NEXT: store &local, [[OBJECT]]
// CHECK: call @Round::Round({{%[0-9]+}}) unwind [[UNWIND:b[0-9]+]]
// CHECK: [[SHAPE:%[0-9]+]] = load &shape
// CHECK-NEXT: call virtual @Shape::~Shape([[SHAPE]])
// CHECK: load &round
// CHECK-NEXT: call @Round::~Round
// CHECK: load &local
// CHECK-NEXT: call @Connection::~Connection
// CHECK: [[UNWIND]]:
// CHECK: load &local
// CHECK-NEXT: call @Connection::~Connection
void lives(Shape* shape) {
  Connection local(3);
  Round round;
  delete shape;
}

// CHECK-LABEL: function ends()
// CHECK: call @Sub::Sub([[SUB:%[0-9]+]])
// CHECK-NEXT: store &sub, [[SUB]]
// CHECK: call @Sub::~Sub
void ends() { Sub sub; }

// Members go before the base.
// END-LABEL: function Sub::~Sub(this)
// END: field {{%[0-9]+}}, Sub::group
// END: call @Connection::~Connection
