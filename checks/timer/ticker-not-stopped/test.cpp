// Tickers that are left running, on csp: no destructor stops them.
#include <chrono>
#include <cstdlib>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <csp/csp.h>

using namespace std::chrono_literals;

int fetch(int id);
bool failed(int id);
void use(int value);
void write(const std::string& line);
void adopt(csp::ticker ticker);

// ---- One function ------------------------------------------------------------------------------

void badNeverStopped(int beats) {
  csp::ticker every(1s);  // expect: nothing stops 'every'
  for (int i = 0; i < beats; ++i) every.c().recv();
}

void badEarlyReturn(int beats) {
  csp::ticker every(1s);  // expect: 'every' is not stopped on this path
  for (int i = 0; i < beats; ++i) {
    every.c().recv();
    if (failed(i)) return;  // note: leaves here, with 'every' running
  }
  every.stop();
}

void badThrow(int id) {
  csp::ticker every(1s);  // expect: 'every' is not stopped on this path
  every.c().recv();
  // note@+1: the exception leaves here, with 'every' running
  if (failed(id)) throw std::runtime_error("no beat");
  every.stop();
}

void badContextDone(csp::context ctx) {
  csp::ticker poll(100ms);  // expect: 'poll' is not stopped on this path
  for (int id = 0; id < 10; ++id) {
    const auto ready = csp::select(csp::on_recv(ctx.done(), [] {}), csp::on_recv(poll.c(), [] {}));
    if (ready == 0) return;  // note: leaves here
    use(fetch(id));
  }
  poll.stop();
}

csp::error badErrorReturn(int id) {
  csp::ticker retry(1s);  // expect: 'retry' is not stopped on this path
  retry.c().recv();
  if (failed(id)) return csp::errorf("gave up");  // note: leaves here
  retry.stop();
  return {};
}

void badCatchReturns(int id) {
  csp::ticker every(1s);  // expect: 'every' is not stopped on this path
  try {
    use(fetch(id));
  } catch (const std::exception& e) {
    write(e.what());
    return;  // note: leaves here
  }
  every.stop();
}

void badSwitch(int command) {
  csp::ticker every(1s);  // expect: 'every' is not stopped on this path
  switch (command) {
    case 0:
      return;  // note: leaves here
    case 1:
      every.c().recv();
      break;
    default:
      break;
  }
  every.stop();
}

void badStoppedInOneBranch(bool quick) {
  csp::ticker every(1s);  // expect: 'every' is not stopped on this path
  if (quick) {
    every.stop();
  } else {
    every.c().recv();
  }
}

void badOnePerTurn() {
  for (int id = 0; id < 10; ++id) {
    csp::ticker wait(10ms);  // expect: 'wait' is not stopped on this path
    wait.c().recv();
    if (failed(id)) continue;
    wait.stop();
  }
}

void badOverwritten() {
  csp::ticker every(1s);  // expect: 'every'
  every.c().recv();
  every = csp::ticker(2s);
  every.c().recv();
  every.stop();
}

void badTemporary(int beats) {
  auto beat = csp::ticker(1s).c();  // expect: nothing stops
  for (int i = 0; i < beats; ++i) beat.recv();
}

// ---- Fibers ------------------------------------------------------------------------------------

void badInFiber(csp::chan<csp::unit> stop) {
  csp::go([stop] {
    csp::ticker every(1s);  // expect: nothing stops 'every'
    while (csp::select(csp::on_recv(every.c(), [] {}), csp::on_recv(stop, [] {})) == 0) use(1);
  });
}

void badCaptured(int beats) {
  csp::ticker every(1s);  // expect: nothing stops 'every'
  csp::go([every, beats] {
    for (int i = 0; i < beats; ++i) every.c().recv();
  });
}

void beat(csp::ticker every, int beats) {
  for (int i = 0; i < beats; ++i) every.c().recv();
}

void badHandedToBody() {
  csp::ticker every(1s);  // expect: nothing stops 'every'
  csp::go(beat, every, 3);
}

// ---- Helpers, members, handles -----------------------------------------------------------------

void badHelperOnlyWaits() {
  csp::ticker every(1s);  // expect: nothing stops 'every'
  beat(every, 3);
}

bool stopIfFailed(csp::ticker& every, int id) {
  if (!failed(id)) return false;
  every.stop();
  return true;
}

void badHelperStopsSometimes(int id) {
  csp::ticker every(1s);  // expect: 'every' is not stopped on this path
  every.c().recv();
  stopIfFailed(every, id);
}

void check(int id) {
  if (failed(id)) throw std::runtime_error("no beat");
}

void badHelperThrows(int id) {
  csp::ticker every(1s);  // expect: 'every' is not stopped on this path
  every.c().recv();
  check(id);
  every.stop();
}

class monitor {
 public:
  void wait() { every_.c().recv(); }

 private:
  csp::ticker every_{1s};  // expect: nothing stops 'every_'
};

void badPrivateMember() {
  monitor disk;
  disk.wait();
}

void badSharedPointer(int beats) {
  auto every = std::make_shared<csp::ticker>(1s);  // expect: nothing stops 'every'
  for (int i = 0; i < beats; ++i) every->c().recv();
}

using heartbeat = csp::ticker;

void badTypeAlias() {
  heartbeat every(1s);  // expect: nothing stops 'every'
  every.c().recv();
}

class named_ticker : public csp::ticker {
 public:
  named_ticker(std::string name, std::chrono::nanoseconds period)
      : csp::ticker(period), name_(std::move(name)) {}

 private:
  std::string name_;
};

void badDerivedTicker() {
  named_ticker every("disk", 1s);  // expect: nothing stops 'every'
  every.c().recv();
}

#define WAIT_FOR(ticker) (ticker).c().recv()

void badMacro(int id) {
  csp::ticker every(1s);  // expect: 'every' is not stopped on this path
  WAIT_FOR(every);
  if (failed(id)) return;  // note: leaves here
  every.stop();
}

template <class T>
T poll(T (*get)(int), int id) {
  csp::ticker every(1s);  // expect: 'every' is not stopped on this path
  T value = get(id);
  if (value == T()) return value;  // note: leaves here
  every.stop();
  return value;
}

void badFunctionTemplate() { use(poll<int>(fetch, 1)); }

void badLambda() {
  auto pause = [](auto period) {
    csp::ticker every(period);  // expect: nothing stops 'every'
    every.c().recv();
  };
  pause(1s);
}

void badStdFunction() {
  std::function<void(int)> pause = [](int beats) {
    csp::ticker every(1s);  // expect: nothing stops 'every'
    for (int i = 0; i < beats; ++i) every.c().recv();
  };
  pause(2);
}

// ---- Fine: stopped -----------------------------------------------------------------------------

void okStopped(int beats) {
  csp::ticker every(1s);
  for (int i = 0; i < beats; ++i) every.c().recv();
  every.stop();
}

void okDeferred(int beats) {
  csp::ticker every(1s);
  csp::defer stop{[&] { every.stop(); }};
  for (int i = 0; i < beats; ++i) {
    every.c().recv();
    if (failed(i)) return;
  }
}

void okDeferredCopy(csp::context ctx) {
  csp::ticker every(1s);
  csp::defer stop{[every]() mutable { every.stop(); }};
  while (csp::select(csp::on_recv(every.c(), [] {}), csp::on_recv(ctx.done(), [] {})) == 0) use(1);
}

void okEveryReturnStops(int id) {
  csp::ticker every(1s);
  if (failed(id)) {
    every.stop();
    return;
  }
  every.c().recv();
  every.stop();
}

void okStopsThenThrows(int id) {
  csp::ticker every(1s);
  every.c().recv();
  every.stop();
  if (failed(id)) throw std::runtime_error("no beat");
}

void okCatchStopsAndRethrows(int id) {
  csp::ticker every(1s);
  try {
    use(fetch(id));
  } catch (...) {
    every.stop();
    throw;
  }
  every.stop();
}

// fetch() could throw, but nothing here says that it does.
void okCallMayThrow(int id) {
  csp::ticker every(1s);
  every.c().recv();
  use(fetch(id));
  every.stop();
}

void okBreaksBeforeStop(int beats) {
  csp::ticker every(1s);
  for (int i = 0; i < beats; ++i) {
    every.c().recv();
    if (failed(i)) break;
  }
  every.stop();
}

void okSameCondition(bool verbose) {
  std::optional<csp::ticker> report;
  if (verbose) report.emplace(1s);
  use(fetch(1));
  if (report) report->stop();
}

void okSameFlag(bool verbose) {
  csp::ticker every(1s);
  if (!verbose) every.stop();
  use(fetch(1));
  if (verbose) every.stop();
}

void okOverwrittenAfterStop() {
  csp::ticker every(1s);
  every.c().recv();
  every.stop();
  every = csp::ticker(2s);
  every.c().recv();
  every.stop();
}

void okResetKeepsIt() {
  csp::ticker every(1s);
  every.reset(2s);
  every.c().recv();
  every.stop();
}

void okOnePerTurn() {
  for (int id = 0; id < 10; ++id) {
    csp::ticker wait(10ms);
    csp::defer stop{[&] { wait.stop(); }};
    wait.c().recv();
    if (failed(id)) continue;
    use(id);
  }
}

void okMoved() {
  csp::ticker every(1s);
  csp::ticker kept = std::move(every);
  kept.c().recv();
  kept.stop();
}

void okThroughPointer() {
  csp::ticker every(1s);
  csp::ticker* pointer = &every;
  csp::ticker& same = *pointer;
  same.stop();
}

// ---- Fine: stopped by others -------------------------------------------------------------------

class stop_guard {
 public:
  explicit stop_guard(csp::ticker& ticker) : ticker_(ticker) {}
  ~stop_guard() { ticker_.stop(); }

 private:
  csp::ticker& ticker_;
};

void okGuard(int id) {
  csp::ticker every(1s);
  stop_guard guard(every);
  if (failed(id)) return;
  every.c().recv();
}

void halt(csp::ticker every) { every.stop(); }

void okHelperStops() {
  csp::ticker every(1s);
  every.c().recv();
  halt(every);
}

void okHelperTellsThatItStopped(int id) {
  csp::ticker every(1s);
  if (stopIfFailed(every, id)) return;
  every.c().recv();
  every.stop();
}

class sampler {
 public:
  ~sampler() { every_.stop(); }
  void wait() { every_.c().recv(); }

 private:
  csp::ticker every_{1s};
};

void okDestructorStops() {
  sampler disk;
  disk.wait();
}

class poller {
 public:
  void start() {
    csp::go([this] {
      while (csp::select(csp::on_recv(every_.c(), [] {}), csp::on_recv(quit_, [] {})) == 0) use(1);
    });
  }
  void stop() {
    every_.stop();
    quit_.close();
  }

 private:
  csp::ticker every_{1s};
  csp::chan<csp::unit> quit_{0};
};

void okOtherMethodStops(poller& disk) { disk.start(); }

// The owner is shared by the fibers that use the ticker; the last one stops it.
struct shared_beat {
  explicit shared_beat(std::chrono::nanoseconds period) : every(period) {}
  ~shared_beat() { every.stop(); }
  csp::ticker every;
};

void okSharedOwner(int beats) {
  auto clock = std::make_shared<shared_beat>(1s);
  csp::go([clock, beats] {
    for (int i = 0; i < beats; ++i) clock->every.c().recv();
  });
}

void okOtherFiberStops(int beats) {
  csp::ticker every(1s);
  csp::go([every, beats]() mutable {
    for (int i = 0; i < beats; ++i) every.c().recv();
    every.stop();
  });
}

void okStoppedByTimer() {
  csp::ticker every(1s);
  csp::after_func(10s, [every]() mutable { every.stop(); });
  every.c().recv();
}

std::function<void()> okStopIsReturned() {
  csp::ticker every(1s);
  csp::go([every] { use(every.c().recv().has_value()); });
  return [every]() mutable { every.stop(); };
}

void okStoppedInLoop(int count) {
  std::vector<csp::ticker> tickers;
  for (int i = 0; i < count; ++i) tickers.emplace_back(1s);
  for (auto& ticker : tickers) ticker.c().recv();
  for (auto& ticker : tickers) ticker.stop();
}

// ---- Fine: seen by others ----------------------------------------------------------------------

void okGivenToUnseenCode() {
  csp::ticker every(1s);
  adopt(every);
}

csp::ticker okReturned() {
  csp::ticker every(1s);
  every.c().recv();
  return every;
}

std::unique_ptr<csp::ticker> okReturnedOwner() {
  auto every = std::make_unique<csp::ticker>(1s);
  every->c().recv();
  return every;
}

void okParameter(csp::ticker& every) { every.c().recv(); }

std::map<std::string, csp::ticker> tickers;

void okStoredInGlobal(const std::string& name) {
  csp::ticker every(1s);
  every.c().recv();
  tickers.emplace(name, every);
}

void okStaticLocal() {
  static csp::ticker every(1s);
  every.c().recv();
}

struct open_monitor {
  csp::ticker every{1s};
};

void okPublicMember(open_monitor& disk) { disk.every.c().recv(); }

// ---- Fine: for the life of the process ---------------------------------------------------------

[[noreturn]] void okEndless() {
  csp::ticker every(1s);
  for (;;) {
    every.c().recv();
    use(1);
  }
}

void okEndlessFiber() {
  csp::go([] {
    csp::ticker every(1s);
    for (;;) {
      every.c().recv();
      use(1);
    }
  });
}

void okEndlessFiberKeepsIt() {
  csp::ticker every(1s);
  csp::go([every] {
    while (true) {
      every.c().recv();
      use(1);
    }
  });
}

void okHeartbeat() {
  csp::ticker every(1s);
  for (auto at : every.c()) use(static_cast<int>(at.time_since_epoch().count()));
}

void okEndsTheProcess(int id) {
  csp::ticker every(1s);
  every.c().recv();
  if (failed(id)) std::exit(1);
  if (failed(id + 1)) csp::panic("no beat");
  every.stop();
}

// A timer fires once; it is not a ticker.
void okTimer() {
  csp::timer once(1s);
  once.c().recv();
}

// ---- Suppressed --------------------------------------------------------------------------------

void okNolint() {
  csp::ticker every(1s);  // NOLINT(timer-ticker-not-stopped)
  every.c().recv();
}

void okIgnored(int id) {
  // chanvet: ignore[timer-ticker-not-stopped] the process ends soon after
  csp::ticker every(1s);
  if (failed(id)) return;
  every.stop();
}

// ---- Known misses ------------------------------------------------------------------------------

// One element of the container is left running.
void fnOneElementNotStopped() {
  std::vector<csp::ticker> both{csp::ticker(1s), csp::ticker(2s)};
  both[0].stop();
}

// The end of main ends every ticker.
int main() {
  csp::ticker every(1s);
  every.c().recv();
}
