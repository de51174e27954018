// Receives that nothing ever serves, on csp.
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <utility>

#include <csp/csp.h>

using namespace std::chrono_literals;

bool failed(int id);
int fetch(int id);
void use(int value);

// ---- Nobody sends ------------------------------------------------------------------------------

void badInMain() {
  csp::chan<int> jobs(0);  // note: 'jobs' made here
  use(*jobs.recv());       // expect: receive from 'jobs' blocks for ever: nobody sends or closes
}

void badInAFiber() {
  csp::chan<csp::unit> start(0);  // note: 'start' made here
  csp::go([start] {               // note: the fiber was started here
    start.recv();                 // expect: receive from 'start' blocks for ever: nobody sends
    use(1);
  });
}

void badBuffered() {
  csp::chan<int> jobs(4);
  csp::go([jobs] { use(*jobs.recv()); });  // expect: receive from 'jobs' blocks for ever
}

void badBeforeTheSenderStarts() {
  csp::chan<int> jobs(0);
  use(*jobs.recv());  // expect: receive from 'jobs' blocks for ever
  csp::go([jobs] { jobs.send(1); });
}

void badWrongChannel() {
  csp::chan<int> in(0), out(0);
  csp::go([in] { in.send(1); });
  use(*in.recv());
  use(*out.recv());  // expect: receive from 'out' blocks for ever
}

void badTrySendCameTooEarly() {
  csp::chan<csp::unit> wake(0);
  wake.try_send({});
  csp::go([wake] { wake.recv(); });  // expect: receive from 'wake' blocks for ever
}

// ---- The sender has another way out ------------------------------------------------------------

void badEarlyReturn() {
  csp::chan<int> size(0);
  csp::go([size] {
    if (failed(1)) return;
    size.send(fetch(1));
  });
  use(*size.recv());  // expect: receive from 'size' can block for ever: no send and no close comes
}

void badSwallowedException() {
  csp::chan<int> size(0);
  csp::go([size] {
    try {
      if (failed(1)) throw std::runtime_error("load");
      size.send(1);
    } catch (const std::exception&) {
      use(0);
    }
  });
  use(*size.recv());  // expect: receive from 'size'
}

void badOneReceiveTooMany() {
  csp::chan<int> rows(0);
  csp::go([rows] {
    for (int i = 0; i < 2; ++i) rows.send(i);
  });
  for (int i = 0; i < 3; ++i) use(*rows.recv());  // expect: receive from 'rows'
}

void badCloseOnOnePath() {
  csp::chan<csp::unit> done(0);
  csp::go([done] {
    if (!failed(1)) done.close();
  });
  done.recv();  // expect: receive from 'done'
}

void badOneSignalForTwo() {
  csp::chan<csp::unit> stop(0);
  for (int i = 0; i < 2; ++i) {
    csp::go([stop] { stop.recv(); });  // expect: receive from 'stop'
  }
  stop.send({});
}

void badSenderTimesOut() {
  csp::chan<int> answer(0);
  csp::go([answer] {
    csp::select(csp::on_send(answer, 1, [] {}), csp::on_recv(csp::after(1s), [] {}));
  });
  use(*answer.recv());  // expect: receive from 'answer'
}

// ---- Forms -------------------------------------------------------------------------------------

int next(const csp::chan<int>& in) {
  return *in.recv();  // expect: blocks for ever: nobody sends or closes
}

void badThroughHelper() {
  csp::chan<int> jobs(0);
  use(next(jobs));
}

class gate {
 public:
  void pass() {
    open_.recv();  // expect: receive from 'open_' blocks for ever
  }

 private:
  csp::chan<csp::unit> open_{0};
};

void badMember() {
  auto entry = std::make_shared<gate>();
  csp::go([entry] { entry->pass(); });
}

void badDeferred() {
  csp::chan<csp::unit> done(0);
  csp::defer join{[&] { done.recv(); }};  // expect: receive from 'done' blocks for ever
  use(1);
}

void badStdFunction() {
  csp::chan<csp::unit> done(0);
  std::function<void()> join = [done] {
    done.recv();  // expect: receive from 'done' blocks for ever
  };
  join();
}

// main waits for the fiber, the fiber for nobody: the fiber is where it goes wrong.
void badWaitedFor() {
  csp::chan<int> jobs(0);
  csp::wait_group workers;
  workers.go([jobs] {
    use(*jobs.recv());  // expect: receive from 'jobs' blocks for ever
  });
  workers.wait();  // note: wait for 'workers' blocks for ever
}

// Each run is one scenario.
int main(int argc, char**) {
  switch (argc) {
    case 1:
      badInMain();
      break;
    case 2:
      badInAFiber();
      break;
    case 3:
      badBuffered();
      break;
    case 4:
      badBeforeTheSenderStarts();
      break;
    case 5:
      badWrongChannel();
      break;
    case 6:
      badTrySendCameTooEarly();
      break;
    case 7:
      badEarlyReturn();
      break;
    case 8:
      badSwallowedException();
      break;
    case 9:
      badOneReceiveTooMany();
      break;
    case 10:
      badCloseOnOnePath();
      break;
    case 11:
      badOneSignalForTwo();
      break;
    case 12:
      badSenderTimesOut();
      break;
    case 13:
      badThroughHelper();
      break;
    case 14:
      badMember();
      break;
    case 15:
      badDeferred();
      break;
    case 16:
      badStdFunction();
      break;
    case 17:
      badWaitedFor();
      break;
  }
}
