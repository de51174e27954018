// Selects that can never proceed, on csp.
#include <chrono>
#include <functional>
#include <vector>

#include <csp/csp.h>

using namespace std::chrono_literals;

void use(csp::chan<int>& channel);
csp::chan<int> open();
bool isRunning();

// ---- Without cases -----------------------------------------------------------------------------

void badEmpty() {
  csp::select();  // expect: the select has no cases, so it blocks for ever
}

void badFiber() {
  csp::go([] { csp::select(); });  // expect: the select has no cases, so it blocks for ever
}

void badFunction() {
  std::function<void()> park = [] { csp::select(); };  // expect: the select has no cases
  park();
}

class Server {
 public:
  explicit Server(bool wait) {
    if (wait) csp::select();  // expect: the select has no cases
  }
  ~Server() {
    csp::select();  // expect: the select has no cases
  }
};

#define PARK() csp::select()

void badMacro() {
  PARK();  // expect: the select has no cases
}

template <class T>
void badTemplate(T value) {
  if (value) csp::select();  // expect: the select has no cases
}
template void badTemplate(int value);

// ---- With cases that are never ready -----------------------------------------------------------

void badNil() {
  csp::chan<int> jobs;
  csp::chan<csp::unit> stop;
  // expect@+1: no case of the select can ever be ready, so it blocks for ever
  csp::select(csp::on_recv(jobs, [] {}), csp::on_recv(stop, [] {}));
}

void badNilSend() {
  const csp::chan<int> jobs{};
  csp::select(csp::on_send(jobs, 1, [] {}));  // expect: no case of the select can ever be ready
}

void badNilTemporary() {
  csp::select(csp::on_recv(csp::chan<int>(), [] {}));  // expect: no case of the select can ever be
}

void badUncancelled() {
  csp::select(csp::on_recv(csp::background().done(), [] {}));  // expect: no case of the select
}

void badBoth() {
  csp::chan<int> jobs;
  while (isRunning())
    csp::select(csp::on_recv(jobs, [] {}),  // expect: no case of the select can ever be ready
                csp::on_recv(csp::todo().done(), [] {}));
}

// ---- What is fine ------------------------------------------------------------------------------

void okCases(csp::chan<int> jobs, csp::chan<csp::unit> stop) {
  csp::select(csp::on_recv(jobs, [] {}), csp::on_recv(stop, [] {}));
}

// One case is enough.
void okOneNil(csp::chan<int> jobs) {
  csp::chan<int> never;
  csp::select(csp::on_recv(jobs, [] {}), csp::on_recv(never, [] {}));
}

void okDefault() {
  csp::chan<int> never;
  csp::select(csp::on_recv(never, [] {}), csp::otherwise([] {}));
}

void okTimeout() {
  csp::chan<int> never;
  csp::select(csp::on_recv(never, [] {}), csp::on_recv(csp::after(1s), [] {}));
}

void okAssigned(bool ready) {
  csp::chan<int> jobs;
  if (ready) jobs = open();
  csp::select(csp::on_recv(jobs, [] {}));
}

void okPassed() {
  csp::chan<int> jobs;
  use(jobs);
  csp::select(csp::on_recv(jobs, [] {}));
}

void okCaptured() {
  csp::chan<int> jobs;
  auto start = [&jobs] { jobs = open(); };
  start();
  csp::select(csp::on_recv(jobs, [] {}));
}

void okMade() {
  csp::chan<int> jobs(0);
  csp::chan<int> more = csp::make_chan<int>();
  csp::select(csp::on_recv(jobs, [] {}), csp::on_recv(more, [] {}));
}

void okParameter(csp::chan<int> jobs) {
  csp::select(csp::on_recv(jobs, [] {}));
}

void okContext(csp::context ctx) {
  csp::select(csp::on_recv(ctx.done(), [] {}));
}

// Members may be made elsewhere.
class Worker {
 public:
  void okMember() {
    csp::select(csp::on_recv(jobs_, [] {}));
  }

 private:
  csp::chan<int> jobs_;
};

csp::chan<int> global;
void okGlobal() {
  csp::select(csp::on_recv(global, [] {}));
}

// What is in a pack is for the callers to say.
template <class... Cases>
auto okForward(Cases&&... cases) {
  return csp::select(std::forward<Cases>(cases)...);
}

void okForwarded(csp::chan<int> jobs) {
  okForward(csp::on_recv(jobs, [] {}));
}
void okForwardedNone() { okForward(); }

// Keeps the process alive for its fibers.
int main() {
  csp::go(badEmpty);
  csp::select();
}
