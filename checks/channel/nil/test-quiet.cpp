// Handles that are not nil when they are used, or whose being nil is meant.
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <csp/csp.h>

using namespace std::chrono_literals;

bool failed(int id);
void use(int value);
void open(csp::chan<int>& out);  // not seen: makes the channel
csp::chan<int> registered();     // not seen

void okMade() {
  csp::chan<int> jobs(1);
  jobs.send(1);
}

void okMadeLater() {
  csp::chan<int> jobs;
  jobs = csp::make_chan<int>(1);
  jobs.send(1);
}

void okMadeOnBothPaths() {
  csp::chan<int> jobs;
  if (failed(1))
    jobs = csp::make_chan<int>(1);
  else
    jobs = csp::chan<int>(2);
  jobs.send(1);
}

void okTested() {
  csp::chan<int> jobs;
  if (failed(1)) jobs = csp::make_chan<int>(1);
  if (jobs) jobs.send(1);
}

void okGuardClause() {
  csp::chan<int> jobs;
  if (failed(1)) jobs = csp::make_chan<int>(1);
  if (!jobs) return;
  jobs.send(1);
}

void okAgreeingFlag(bool wanted) {
  csp::chan<int> jobs;
  if (wanted) jobs = csp::make_chan<int>(1);
  use(0);
  if (wanted) jobs.send(1);
}

void okMadeElsewhere() {
  csp::chan<int> jobs;
  open(jobs);
  jobs.send(1);
}

void okFromElsewhere() {
  csp::chan<int> jobs = registered();
  jobs.send(1);
}

void okTurnedOffInSelect() {
  csp::chan<int> left(1), right(1);
  left.send(1);
  right.send(2);
  while (left || right) {
    csp::select(csp::on_recv(left, [&](std::optional<int> v) { use(*v), left = {}; }),
                csp::on_recv(right, [&](std::optional<int> v) { use(*v), right = {}; }));
  }
}

void okSelectWithTimeout() {
  csp::chan<int> jobs;
  csp::select(csp::on_recv(jobs, [] {}), csp::on_recv(csp::after(1s), [] {}));
}

void okTrySend() {
  csp::chan<int> jobs;
  jobs.try_send(1);
  jobs.try_recv();
}

void okMovedTo() {
  csp::chan<int> jobs(1);
  csp::chan<int> mine = std::move(jobs);
  mine.send(1);
}

void okMovedAndMadeAgain() {
  csp::chan<int> jobs(1);
  csp::go([in = std::move(jobs)] { in.send(1); });
  jobs = csp::make_chan<int>(1);
  jobs.send(2);
}

void okCopied() {
  csp::chan<int> jobs(1);
  csp::chan<int> mine = jobs;
  jobs.send(1);
  use(*mine.recv());
}

class queue {
 public:
  queue() : jobs_(1) {}
  void put(int job) { jobs_.send(job); }

 private:
  csp::chan<int> jobs_;
};

void okMember() {
  queue jobs;
  jobs.put(1);
}

class lazy {
 public:
  void put(int job) {
    if (!jobs_) jobs_ = csp::make_chan<int>(4);
    jobs_.send(job);
  }

 private:
  csp::chan<int> jobs_;
};

void okMadeOnFirstUse() {
  lazy jobs;
  jobs.put(1);
  jobs.put(2);
}

void okOptionalField() {
  struct {
    csp::chan<int> log;
  } with;
  with.log = csp::chan<int>(1);
  with.log.send(1);
}

void okInContainers() {
  std::vector<csp::chan<int>> shards(2);
  for (auto& shard : shards) shard = csp::make_chan<int>(1);
  for (auto& shard : shards) shard.send(1);
  std::map<int, csp::chan<int>> rooms;
  rooms[1] = csp::make_chan<int>(1);
  rooms[1].send(1);
}

void okMadeByAnotherFiber() {
  csp::chan<int> jobs;
  csp::wait_group made;
  made.go([&jobs] { jobs = csp::make_chan<int>(1); });
  made.wait();
  jobs.send(1);
}

void okMadeOnce() {
  csp::chan<int> jobs;
  csp::once make;
  make.call([&] { jobs = csp::make_chan<int>(1); });
  jobs.send(1);
}

void okCallback() {
  csp::chan<int> jobs;
  std::function<void()> make = [&jobs] { jobs = csp::make_chan<int>(1); };
  make();
  jobs.send(1);
}

void okContext() {
  auto [ctx, cancel] = csp::with_cancel(csp::background());
  cancel();
  ctx.done().recv();
}

void okIgnored() {
  csp::chan<int> forever;
  // chanvet: ignore[channel-nil] sleeps until the process is killed
  forever.recv();
}

// The program is run to its end: the silence above is not that of a bound that was hit.
void badAtTheEnd() {
  csp::chan<int> jobs;
  jobs.send(1);  // expect: the channel is nil
}

// Each run is one scenario.
int main(int argc, char**) {
  switch (argc) {
    case 1:
      okMade();
      break;
    case 2:
      okMadeLater();
      break;
    case 3:
      okMadeOnBothPaths();
      break;
    case 4:
      okTested();
      break;
    case 5:
      okGuardClause();
      break;
    case 6:
      okAgreeingFlag(failed(1));
      break;
    case 7:
      okMadeElsewhere();
      break;
    case 8:
      okFromElsewhere();
      break;
    case 9:
      okTurnedOffInSelect();
      break;
    case 10:
      okSelectWithTimeout();
      break;
    case 11:
      okTrySend();
      break;
    case 12:
      okMovedTo();
      break;
    case 13:
      okMovedAndMadeAgain();
      break;
    case 14:
      okCopied();
      break;
    case 15:
      okMember();
      break;
    case 16:
      okMadeOnFirstUse();
      break;
    case 17:
      okOptionalField();
      break;
    case 18:
      okInContainers();
      break;
    case 19:
      okMadeByAnotherFiber();
      break;
    case 20:
      okMadeOnce();
      break;
    case 21:
      okCallback();
      break;
    case 22:
      okContext();
      break;
    case 23:
      okIgnored();
      break;
    case 24:
      badAtTheEnd();
      break;
  }
}
