// Fibers that wait in a select, and find an end.
#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include <csp/csp.h>

using namespace std::chrono_literals;

bool failed(int id);
void use(int value);
void serve(csp::chan<csp::unit> quit);  // not seen: it may close

void okQuit() {
  csp::chan<int> jobs(0);
  csp::chan<csp::unit> quit(0);
  csp::go([=] {
    for (bool running = true; running;) {
      csp::select(csp::on_recv(jobs, [] {}), csp::on_recv(quit, [&] { running = false; }));
    }
  });
  jobs.send(1);
  quit.close();
}

void okQuitDeferred() {
  csp::chan<int> jobs(0);
  csp::chan<csp::unit> quit(0);
  csp::defer end{[&] { quit.close(); }};
  csp::go([=] { csp::select(csp::on_recv(jobs, [] {}), csp::on_recv(quit, [] {})); });
  if (failed(1)) return;
  use(1);
}

void okCancelDeferred() {
  auto [ctx, cancel] = csp::with_cancel(csp::background());
  csp::defer end{cancel};
  csp::chan<int> jobs(0);
  csp::go([jobs, ctx = ctx] {
    csp::select(csp::on_recv(jobs, [] {}), csp::on_recv(ctx.done(), [] {}));
  });
  if (failed(1)) return;
  jobs.try_send(1);
}

void okTimeout() {
  csp::chan<int> jobs(0);
  csp::go([=] { csp::select(csp::on_recv(jobs, [] {}), csp::on_recv(csp::after(1s), [] {})); });
}

void okDefault() {
  csp::chan<int> jobs(0);
  csp::go([=] { csp::select(csp::on_recv(jobs, [] {}), csp::otherwise([] {})); });
}

void okDeadline() {
  auto [ctx, cancel] = csp::with_timeout(csp::background(), 1s);
  csp::chan<int> jobs(0);
  csp::go([jobs, ctx = ctx] {
    csp::select(csp::on_recv(jobs, [] {}), csp::on_recv(ctx.done(), [] {}));
  });
}

void okTicker() {
  csp::chan<csp::unit> quit(0);
  csp::go([quit] {
    csp::ticker often(1ms);
    csp::defer stop{[&] { often.stop(); }};
    for (bool running = true; running;) {
      csp::select(csp::on_recv(often.c(), [] { use(1); }),
                  csp::on_recv(quit, [&] { running = false; }));
    }
  });
  quit.close();
}

void okGivenAway() {
  csp::chan<int> jobs(0);
  csp::chan<csp::unit> quit(0);
  serve(quit);
  csp::go([=] { csp::select(csp::on_recv(jobs, [] {}), csp::on_recv(quit, [] {})); });
}

void okOneOfTwo() {
  csp::chan<int> left(0), right(0);
  csp::go([=] { csp::select(csp::on_recv(left, [] {}), csp::on_recv(right, [] {})); });
  right.send(1);
}

class watcher {
 public:
  watcher() {
    csp::go([jobs = jobs_, quit = quit_] {
      csp::select(csp::on_recv(jobs, [] {}), csp::on_recv(quit, [] {}));
    });
  }
  ~watcher() { quit_.close(); }

 private:
  csp::chan<int> jobs_{0};
  csp::chan<csp::unit> quit_{0};
};

void okStopInDestructor() {
  watcher one;
  use(1);
}

// The program is run to its end: the silence above is not that of a bound that was hit.
void badAtTheEnd() {
  csp::chan<int> left(0), right(0);
  csp::go([=] {
    csp::select(csp::on_recv(left, [] {}), csp::on_recv(right, [] {}));  // expect: select
  });
}

// Each run is one scenario.
int main(int argc, char**) {
  switch (argc) {
    case 1:
      okQuit();
      break;
    case 2:
      okQuitDeferred();
      break;
    case 3:
      okCancelDeferred();
      break;
    case 4:
      okTimeout();
      break;
    case 5:
      okDefault();
      break;
    case 6:
      okDeadline();
      break;
    case 7:
      okTicker();
      break;
    case 8:
      okGivenAway();
      break;
    case 9:
      okOneOfTwo();
      break;
    case 10:
      okStopInDestructor();
      break;
    case 11:
      badAtTheEnd();
      break;
  }
}
