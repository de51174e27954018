// Fibers that wait for each other, on csp.
#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include <csp/csp.h>

using namespace std::chrono_literals;

bool failed(int id);
void use(int value);

void badOppositeOrder() {
  csp::chan<int> a(0), b(0);  // note: 'a' made here
  csp::go([=] {               // note: was started here
    a.recv();                 // expect: receive from 'a' can block for ever
    b.send(1);
  });
  csp::go([=] {
    b.recv();  // note: receive from 'b' blocks for ever
    a.send(1);
  });
}

void badBothReceiveFirst() {
  csp::chan<int> ask(0), reply(0);
  csp::go([=] {
    reply.send(*ask.recv());  // note: receive from 'ask' blocks for ever
  });
  use(*reply.recv());  // expect: receive from 'reply' can block for ever
  ask.send(1);
}

void badResultsBeforeAllOrders() {
  csp::chan<int> orders(0), results(0);
  csp::go([=] {
    for (int i = 0; i < 2; ++i) results.send(*orders.recv());  // note: send on 'results'
  });
  for (int i = 0; i < 2; ++i) orders.send(i);  // expect: send on 'orders' can block for ever
  for (int i = 0; i < 2; ++i) use(*results.recv());
}

void badWaitBeforeReceive() {
  csp::chan<int> results(0);
  csp::wait_group workers;
  for (int i = 0; i < 2; ++i) {
    workers.go([results, i] {
      results.send(i);  // note: send on 'results' blocks for ever
    });
  }
  workers.wait();  // expect: wait for 'workers' can block for ever
  use(*results.recv());
  use(*results.recv());
}

void badBufferTooSmall() {
  csp::chan<int> results(1);
  csp::wait_group workers;
  // step@+1: ends, and counts down
  for (int i = 0; i < 2; ++i) workers.go([results, i] { results.send(i); });  // note: send on
  workers.wait();  // expect: wait for 'workers' can block for ever
  use(*results.recv());
  use(*results.recv());
}

void badDoneInsteadOfError() {
  csp::chan<int> errors(0);
  csp::chan<csp::unit> done(0);
  csp::go([=] {
    if (failed(1)) errors.send(1);  // note: send on 'errors' blocks for ever
    done.close();
  });
  done.recv();  // expect: receive from 'done' can block for ever
  if (auto e = errors.try_recv()) use(*e);
}

void badThreeInARing() {
  csp::chan<int> a(0), b(0), c(0);
  csp::go([=] { b.send(*a.recv()); });  // expect: receive from 'a' can block for ever
  csp::go([=] { c.send(*b.recv()); });  // note: receive from 'b'
  csp::go([=] { a.send(*c.recv()); });  // note: receive from 'c'
}

class stage {
 public:
  void run() {
    in_.recv();  // expect: receive from 'in_' can block for ever
    other_.send(1);
  }
  stage(csp::chan<int> in, csp::chan<int> other) : in_(in), other_(other) {}

 private:
  csp::chan<int> in_, other_;
};

void badMembers() {
  csp::chan<int> a(0), b(0);
  auto left = std::make_shared<stage>(a, b), right = std::make_shared<stage>(b, a);
  csp::go([left] { left->run(); });
  csp::go([right] { right->run(); });
}

void badWaitGroupAndChannel() {
  csp::wait_group ready;
  csp::chan<csp::unit> start(0);
  ready.add();
  csp::go([&ready, start] {
    start.recv();  // note: receive from 'start' blocks for ever
    ready.done();
  });
  ready.wait();  // expect: wait for 'ready' can block for ever
  start.close();
}

void badDeferredSignal() {
  csp::chan<csp::unit> started(0), ended(0);
  csp::go([=] {
    csp::defer tell{[&] { started.close(); }};
    ended.recv();  // note: receive from 'ended' blocks for ever
  });
  started.recv();  // expect: receive from 'started' can block for ever
  ended.close();
}

// Each run is one scenario.
int main(int argc, char**) {
  switch (argc) {
    case 1:
      badOppositeOrder();
      break;
    case 2:
      badBothReceiveFirst();
      break;
    case 3:
      badResultsBeforeAllOrders();
      break;
    case 4:
      badWaitBeforeReceive();
      break;
    case 5:
      badBufferTooSmall();
      break;
    case 6:
      badDoneInsteadOfError();
      break;
    case 7:
      badThreeInARing();
      break;
    case 8:
      badMembers();
      break;
    case 9:
      badWaitGroupAndChannel();
      break;
    case 10:
      badDeferredSignal();
      break;
  }
}
