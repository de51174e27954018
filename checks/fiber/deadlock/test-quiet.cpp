// Fibers that wait for each other in an order that works out.
#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include <csp/csp.h>

using namespace std::chrono_literals;

bool failed(int id);
void use(int value);
void connect(csp::chan<int> a);  // not seen

void okPingPong() {
  csp::chan<int> ask(0), reply(0);
  csp::go([=] { reply.send(*ask.recv()); });
  ask.send(1);
  use(*reply.recv());
}

void okTakesTurns() {
  csp::chan<int> orders(0), results(0);
  csp::go([=] {
    for (int i = 0; i < 3; ++i) results.send(*orders.recv());
  });
  for (int i = 0; i < 3; ++i) {
    orders.send(i);
    use(*results.recv());
  }
}

void okOrdersFromAFiber() {
  csp::chan<int> orders(0), results(0);
  csp::go([=] {
    for (int i = 0; i < 3; ++i) results.send(*orders.recv());
  });
  csp::go([=] {
    for (int i = 0; i < 3; ++i) orders.send(i);
  });
  for (int i = 0; i < 3; ++i) use(*results.recv());
}

void okBufferForAll() {
  csp::chan<int> results(2);
  csp::wait_group workers;
  for (int i = 0; i < 2; ++i) workers.go([results, i] { results.send(i); });
  workers.wait();
  use(*results.recv());
  use(*results.recv());
}

void okWaitInAFiber() {
  csp::chan<int> results(0);
  csp::wait_group workers;
  for (int i = 0; i < 2; ++i) workers.go([results, i] { results.send(i); });
  csp::go([&, results] {
    workers.wait();
    results.close();
  });
  for (int result : results) use(result);
}

void okCircleWithTimeout() {
  csp::chan<int> a(0), b(0);
  csp::go([=] {
    csp::select(csp::on_recv(a, [] {}), csp::on_recv(csp::after(1s), [] {}));
    b.send(1);
  });
  b.recv();
  a.try_send(1);
}

void okCircleWithContext() {
  auto [ctx, cancel] = csp::with_timeout(csp::background(), 1s);
  csp::defer end{cancel};
  csp::chan<int> a(0), b(0);
  csp::go([=, ctx = ctx] {
    csp::select(csp::on_recv(a, [] {}), csp::on_recv(ctx.done(), [] {}));
    b.close();
  });
  b.recv();
}

void okSelectServesBoth() {
  csp::chan<int> orders(0), results(0);
  csp::go([=] {
    for (int i = 0; i < 2; ++i) results.send(*orders.recv());
  });
  int sent = 0, got = 0;
  while (got < 2) {
    csp::select(csp::on_send(sent < 2 ? orders : csp::chan<int>(), sent, [&] { ++sent; }),
                csp::on_recv(results, [&] { ++got; }));
  }
}

void okRing() {
  csp::chan<int> a(0), b(0), c(0);
  csp::go([=] { b.send(*a.recv()); });
  csp::go([=] { c.send(*b.recv()); });
  a.send(1);
  use(*c.recv());
}

void okGivenAway() {
  csp::chan<int> a(0), b(0);
  connect(a);
  csp::go([=] {
    a.recv();
    b.send(1);
  });
  b.recv();
  a.send(1);
}

void okReadyThenStart() {
  csp::wait_group ready;
  csp::chan<csp::unit> start(0);
  csp::wait_group over;
  for (int i = 0; i < 2; ++i) {
    ready.add();
    over.go([&ready, start] {
      ready.done();
      start.recv();
    });
  }
  ready.wait();
  start.close();
  over.wait();
}

void okSemaphore() {
  csp::chan<csp::unit> slots(1);
  csp::wait_group workers;
  for (int i = 0; i < 2; ++i) {
    slots.send({});
    workers.go([slots] {
      csp::defer free{[&] { slots.recv(); }};
      use(1);
    });
  }
  workers.wait();
}

// The program is run to its end: the silence above is not that of a bound that was hit.
void badAtTheEnd() {
  csp::chan<int> ask(0), reply(0);
  csp::go([=] { reply.send(*ask.recv()); });
  use(*reply.recv());  // expect: receive from 'reply' can block for ever
  ask.send(1);
}

// Each run is one scenario.
int main(int argc, char**) {
  switch (argc) {
    case 1:
      okPingPong();
      break;
    case 2:
      okTakesTurns();
      break;
    case 3:
      okOrdersFromAFiber();
      break;
    case 4:
      okBufferForAll();
      break;
    case 5:
      okWaitInAFiber();
      break;
    case 6:
      okCircleWithTimeout();
      break;
    case 7:
      okCircleWithContext();
      break;
    case 8:
      okSelectServesBoth();
      break;
    case 9:
      okRing();
      break;
    case 10:
      okGivenAway();
      break;
    case 11:
      okReadyThenStart();
      break;
    case 12:
      okSemaphore();
      break;
    case 13:
      badAtTheEnd();
      break;
  }
}
