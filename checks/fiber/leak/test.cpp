// Fibers that are left at a select for ever, on csp.
#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include <csp/csp.h>

using namespace std::chrono_literals;

bool failed(int id);
void use(int value);

void badNobodyQuits() {
  csp::chan<int> jobs(0);
  csp::chan<csp::unit> quit(0);
  csp::go([=] {  // note: the fiber was started here
    for (bool running = true; running;) {
      // step@+1: select receives from 'jobs'
      csp::select(csp::on_recv(jobs, [] {}),  // expect: select can block for ever
                  csp::on_recv(quit, [&] { running = false; }));
    }
  });
  jobs.send(1);
}

void badQuitOnOnePath() {
  csp::chan<int> jobs(0);
  csp::chan<csp::unit> quit(0);
  csp::go([=] {
    csp::select(csp::on_recv(jobs, [] {}),  // expect: select can block for ever
                csp::on_recv(quit, [] {}));
  });
  if (failed(1)) return;
  quit.close();
}

void badSendCase() {
  csp::chan<int> rows(0);
  csp::chan<csp::unit> quit(0);
  csp::go([=] {
    csp::select(csp::on_send(rows, 1, [] {}),  // expect: select can block for ever
                csp::on_recv(quit, [] {}));
  });
  // step@+1: select takes the timeout
  csp::select(csp::on_recv(rows, [] {}), csp::on_recv(csp::after(1s), [] {}));
}

void badNeverCancelled() {
  auto [ctx, cancel] = csp::with_cancel(csp::background());
  csp::chan<int> jobs(0);
  csp::go([jobs, ctx = ctx] {
    csp::select(csp::on_recv(jobs, [] {}),  // expect: select can block for ever
                csp::on_recv(ctx.done(), [] {}));
  });
}

void badOnlyNilCases() {
  csp::chan<int> left, right;
  csp::go([=] {
    csp::select(csp::on_recv(left, [] {}), csp::on_recv(right, [] {}));  // expect: select
  });
}

class watcher {
 public:
  watcher() {
    csp::go([jobs = jobs_, quit = quit_] {
      csp::select(csp::on_recv(jobs, [] {}),  // expect: select can block for ever
                  csp::on_recv(quit, [] {}));
    });
  }
  void stop() { quit_.close(); }

 private:
  csp::chan<int> jobs_{0};
  csp::chan<csp::unit> quit_{0};
};

void badForgottenStop() {
  watcher one;
  use(1);
}

// Each run is one scenario.
int main(int argc, char**) {
  switch (argc) {
    case 1:
      badNobodyQuits();
      break;
    case 2:
      badQuitOnOnePath();
      break;
    case 3:
      badSendCase();
      break;
    case 4:
      badNeverCancelled();
      break;
    case 5:
      badOnlyNilCases();
      break;
    case 6:
      badForgottenStop();
      break;
  }
}
