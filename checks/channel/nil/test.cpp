// Operations on nil channels, on csp.
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include <csp/csp.h>

using namespace std::chrono_literals;

bool failed(int id);
void use(int value);

void badSend() {
  csp::chan<int> jobs;
  jobs.send(1);  // expect: send on 'jobs' blocks for ever: the channel is nil
}

void badReceive() {
  csp::chan<int> jobs;
  use(*jobs.recv());  // expect: receive from 'jobs' blocks for ever: the channel is nil
}

void badRange() {
  csp::chan<int> jobs;
  for (int job : jobs) use(job);  // expect: the channel is nil
}

void badInAFiber() {
  csp::chan<int> jobs;
  csp::go([jobs] {  // note: the fiber was started here
    jobs.send(1);   // expect: send on 'jobs' blocks for ever: the channel is nil
  });
}

void badMadeOnOnePath() {
  csp::chan<int> jobs;
  if (failed(1)) jobs = csp::make_chan<int>(1);
  jobs.send(1);  // expect: send on 'jobs' blocks for ever: the channel is nil
}

void badMovedFrom() {
  csp::chan<int> jobs(1);
  csp::chan<int> mine = std::move(jobs);
  mine.send(1);
  jobs.send(2);  // expect: send on 'jobs' blocks for ever: the channel is nil
}

void badMovedIntoAFiber() {
  csp::chan<int> jobs(0);
  csp::go([in = std::move(jobs)] { use(in.recv().value_or(0)); });
  jobs.send(1);  // expect: send on 'jobs' blocks for ever: the channel is nil
}

void badReset() {
  csp::chan<int> jobs(1);
  jobs.send(1);
  jobs = {};
  use(*jobs.recv());  // expect: receive from 'jobs' blocks for ever: the channel is nil
}

void emit(const csp::chan<int>& out) {
  out.send(1);  // expect: the channel is nil
}

void badThroughHelper() {
  csp::chan<int> jobs;
  emit(jobs);
}

csp::chan<int> open(bool wanted) {
  if (!wanted) return {};
  return csp::make_chan<int>(1);
}

void badReturned() {
  csp::chan<int> jobs = open(false);
  jobs.send(1);  // expect: send on 'jobs' blocks for ever: the channel is nil
}

class queue {
 public:
  queue() = default;
  explicit queue(std::size_t size) : jobs_(size) {}
  void put(int job) {
    jobs_.send(job);  // expect: send on 'jobs_' blocks for ever: the channel is nil
  }

 private:
  csp::chan<int> jobs_;
};

void badMember() {
  queue jobs;
  jobs.put(1);
}

struct options {
  csp::chan<std::string> log;
  int level = 0;
};

void badField() {
  options with;
  with.level = 2;
  with.log.send("start");  // expect: the channel is nil
}

void badShared() {
  auto jobs = std::make_shared<csp::chan<int>>();
  csp::go([jobs] {
    jobs->send(1);  // expect: the channel is nil
  });
}

void badDeferred() {
  csp::chan<csp::unit> done;
  csp::defer tell{[&] { done.send({}); }};  // expect: the channel is nil
  use(1);
}

void badSwapped() {
  csp::chan<int> a(1), b;
  std::swap(a, b);
  b.send(1);
  a.send(1);  // expect: send on 'a' blocks for ever: the channel is nil
}

void badClosed() {
  csp::chan<int> jobs;
  jobs.close();  // expect: 'jobs' is closed, but it is nil: this panics
}

// Each run is one scenario.
int main(int argc, char**) {
  switch (argc) {
    case 1:
      badSend();
      break;
    case 2:
      badReceive();
      break;
    case 3:
      badRange();
      break;
    case 4:
      badInAFiber();
      break;
    case 5:
      badMadeOnOnePath();
      break;
    case 6:
      badMovedFrom();
      break;
    case 7:
      badMovedIntoAFiber();
      break;
    case 8:
      badReset();
      break;
    case 9:
      badThroughHelper();
      break;
    case 10:
      badReturned();
      break;
    case 11:
      badMember();
      break;
    case 12:
      badField();
      break;
    case 13:
      badShared();
      break;
    case 14:
      badDeferred();
      break;
    case 15:
      badSwapped();
      break;
    case 16:
      badClosed();
      break;
  }
}
