// Timers that a select in a loop waits for and each turn makes anew, on csp.
#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <csp/csp.h>

using namespace std::chrono_literals;

using Late = csp::chan<csp::time_point>;

bool isRunning();
void use(std::optional<int> value);
void poll();

// ---- In the select -----------------------------------------------------------------------------

void badInCase(csp::chan<int> packets) {
  for (bool more = true; more;) {  // note: for each turn of this loop
    csp::select(
        // expect@+1: the select waits for a new timer of 'after' on every turn of the loop
        csp::on_recv(packets, use), csp::on_recv(csp::after(10s), [&] { more = false; }));
  }
}

void badWhile(csp::chan<int> packets) {
  while (isRunning())
    // expect@+1: new timer of 'after'
    if (csp::select(csp::on_recv(packets, use), csp::on_recv(csp::after(1s), [] {})) == 1) return;
}

void badInCondition(csp::chan<int> packets) {
  // expect@+1: new timer of 'after'
  while (csp::select(csp::on_recv(packets, use), csp::on_recv(csp::after(1s), [] {})) == 0) poll();
}

void badDo(csp::chan<int> packets) {
  bool late = false;
  do {
    // expect@+1: new timer of 'after'
    csp::select(csp::on_recv(packets, use), csp::on_recv(csp::after(1s), [&] { late = true; }));
  } while (!late);
}

void badForRange(const std::vector<csp::chan<int>>& replies) {
  for (const auto& reply : replies)
    csp::select(csp::on_recv(reply, use),
                csp::on_recv(csp::after(1s), [] {}));  // expect: new timer
}

void badSend(csp::chan<int> jobs) {
  for (int job = 0; isRunning(); ++job)
    csp::select(csp::on_send(jobs, job, [] {}),
                csp::on_recv(csp::after(1s), [] {}));  // expect: timer
}

void badWithDefault(csp::context ctx) {
  while (isRunning())
    csp::select(csp::on_recv(ctx.done(), [] {}),
                csp::on_recv(csp::after(1s), poll),  // expect: new timer of 'after'
                csp::otherwise([] {}));
}

void badTemporaryTimer(csp::chan<int> packets) {
  while (isRunning())
    csp::select(csp::on_recv(packets, use),
                csp::on_recv(csp::timer(10s).c(), [] {}));  // expect: new timer of 'timer'
}

void badManyTurns(csp::chan<int> packets) {
  for (int turn = 0; turn < 1000; ++turn)
    csp::select(csp::on_recv(packets, use), csp::on_recv(csp::after(1s), [] {}));  // expect: timer
}

void badFiber(csp::chan<int> packets) {
  csp::go([packets] {
    for (;;)
      csp::select(csp::on_recv(packets, use),
                  csp::on_recv(csp::after(1s), [] {}));  // expect: timer
  });
}

void badFunction(csp::chan<int> packets) {
  std::function<void()> work = [packets] {
    while (isRunning())
      csp::select(csp::on_recv(packets, use),
                  csp::on_recv(csp::after(1s), [] {}));  // expect: timer
  };
  work();
}

// ---- In a variable of the loop -----------------------------------------------------------------

void badVariable(csp::chan<int> packets) {
  while (isRunning()) {
    Late late = csp::after(1s);  // expect: the select waits for a new timer of 'after'
    csp::select(csp::on_recv(packets, use), csp::on_recv(late, [] {}));
  }
}

void badAuto(csp::chan<int> packets) {
  while (isRunning()) {
    const auto late = csp::after(1s);  // expect: the select waits for a new timer of 'after'
    poll();
    csp::select(csp::on_recv(packets, use), csp::on_recv(late, [] {}));
  }
}

void badAssigned(csp::chan<int> packets) {
  Late late;
  while (isRunning()) {
    late = csp::after(1s);  // expect: the select waits for a new timer of 'after'
    csp::select(csp::on_recv(packets, use), csp::on_recv(late, [] {}));
  }
}

// Each packet puts the end off, and the timer of the one before runs on.
void badPutOff(csp::chan<int> packets) {
  Late late = csp::after(1s);
  bool more = true;
  while (more)
    csp::select(
        csp::on_recv(packets, [&] { late = csp::after(1s); }),  // expect: new timer of 'after'
        csp::on_recv(late, [&] { more = false; }));
}

class Session {
 public:
  Session() {
    while (open_)
      csp::select(csp::on_recv(packets_, use),
                  csp::on_recv(csp::after(idle_), [this] { open_ = false; }));  // expect: new timer
  }

  void badMember() {
    while (open_) {
      late_ = csp::after(idle_);  // expect: the select waits for a new timer of 'after'
      csp::select(csp::on_recv(packets_, use), csp::on_recv(late_, [this] { open_ = false; }));
    }
  }

 private:
  bool open_ = true;
  std::chrono::seconds idle_{10};
  csp::chan<int> packets_{0};
  Late late_;
};

// ---- A timer with a name that nobody stops ------------------------------------------------------

void badNamedTimer(csp::chan<int> packets) {
  for (bool more = true; more;) {
    csp::timer late(10s);
    csp::select(csp::on_recv(packets, use),
                csp::on_recv(late.c(), [&] { more = false; }));  // expect: new timer of 'timer'
  }
}

void okNamedTimerStopped(csp::chan<int> packets) {
  for (bool more = true; more;) {
    csp::timer late(10s);
    csp::select(csp::on_recv(packets, use), csp::on_recv(late.c(), [&] { more = false; }));
    late.stop();
  }
}

void okNamedTimerDeferred(csp::chan<int> packets) {
  while (isRunning()) {
    csp::timer late(10s);
    csp::defer stop{[&] { late.stop(); }};
    csp::select(csp::on_recv(packets, use), csp::on_recv(late.c(), [] {}));
  }
}

void okNamedTimerBefore(csp::chan<int> packets) {
  csp::timer late(10s);
  for (bool more = true; more;)
    csp::select(csp::on_recv(packets, use), csp::on_recv(late.c(), [&] { more = false; }));
}

void okNamedTimerHandedOn(csp::chan<int> packets, std::vector<csp::timer>& timers) {
  while (isRunning()) {
    csp::timer late(10s);
    csp::select(csp::on_recv(packets, use), csp::on_recv(late.c(), [] {}));
    timers.push_back(late);
  }
}

void okNamedTimerWaitedFor() {
  while (isRunning()) {
    csp::timer pause(10s);
    pause.c().recv();
  }
}

// ---- Behind helpers, macros and templates ------------------------------------------------------

Late deadline() { return csp::after(10s); }

void badHelper(csp::chan<int> packets) {
  while (isRunning())
    csp::select(csp::on_recv(packets, use), csp::on_recv(deadline(), [] {}));  // expect: 'deadline'
}

void badLambdaHelper(csp::chan<int> packets) {
  auto soon = [] { return csp::after(1s); };
  while (isRunning())
    csp::select(csp::on_recv(packets, use), csp::on_recv(soon(), [] {}));  // expect: of 'soon'
}

#define ON_TIMEOUT(time) csp::on_recv(csp::after(time), [] {})

void badMacro(csp::chan<int> packets) {
  while (isRunning()) csp::select(csp::on_recv(packets, use), ON_TIMEOUT(1s));  // expect: 'after'
}

template <class T>
void badTemplate(csp::chan<T> packets) {
  while (isRunning())
    csp::select(csp::on_recv(packets, use),
                csp::on_recv(csp::after(1s), [] {}));  // expect: 'after'
}
template void badTemplate(csp::chan<int> packets);

void badGenericLambda(csp::chan<int> packets) {
  auto drain = [](auto source) {
    while (isRunning())
      csp::select(csp::on_recv(source, use),
                  csp::on_recv(csp::after(1s), [] {}));  // expect: 'after'
  };
  drain(packets);
}

// ---- What is fine ------------------------------------------------------------------------------

void okOnce(csp::chan<int> packets) {
  csp::select(csp::on_recv(packets, use), csp::on_recv(csp::after(1s), [] {}));
}

void okBeforeLoop(csp::chan<int> packets) {
  Late late = csp::after(10s);
  for (bool more = true; more;)
    csp::select(csp::on_recv(packets, use), csp::on_recv(late, [&] { more = false; }));
}

void okStoppedTimer(csp::chan<int> packets) {
  while (isRunning()) {
    csp::timer late(1s);
    csp::select(csp::on_recv(packets, use), csp::on_recv(late.c(), [] {}));
    late.stop();
  }
}

// The timer fires on every turn but the last.
void okHeartbeat(csp::context ctx) {
  while (csp::select(csp::on_recv(ctx.done(), [] {}), csp::on_recv(csp::after(1s), [] {})) == 1)
    poll();
}

void okUntilStopped(csp::chan<csp::unit> stop) {
  for (bool more = true; more;)
    csp::select(csp::on_recv(stop, [&] { more = false; }), csp::on_recv(csp::after(1s), poll));
}

void okUntilPicked(csp::chan<bool> stop) {
  for (;;) {
    auto picked = csp::select(csp::on_recv(stop, [] {}), csp::on_recv(csp::after(1s), [] {}));
    if (picked == 0) return;
    poll();
  }
}

void okHeartbeatVariable(csp::context ctx) {
  while (!ctx.err()) {
    Late next = csp::after(1s);
    csp::select(csp::on_recv(ctx.done(), [] {}), csp::on_recv(next, poll));
  }
}

// The one before has fired.
void okRenewed(csp::chan<int> packets) {
  Late next = csp::after(1s);
  while (isRunning())
    csp::select(csp::on_recv(packets, use), csp::on_recv(next, [&] {
                  poll();
                  next = csp::after(1s);
                }));
}

void okRenewedByIndex(csp::chan<int> packets) {
  Late next = csp::after(1s);
  while (isRunning()) {
    auto ran = csp::select(csp::on_recv(packets, use), csp::on_recv(next, [] {}));
    if (ran == 1) next = csp::after(1s);
  }
}

void okFewAttempts(csp::chan<int> reply) {
  for (int attempt = 0; attempt < 3; ++attempt)
    csp::select(csp::on_recv(reply, use), csp::on_recv(csp::after(1s), [] {}));
}

void okFewPauses(csp::chan<int> reply) {
  for (auto pause : {1s, 2s, 4s})
    csp::select(csp::on_recv(reply, use), csp::on_recv(csp::after(pause), [] {}));
}

// There is no second turn.
void okLeaves(csp::chan<int> packets) {
  while (isRunning()) {
    csp::select(csp::on_recv(packets, use), csp::on_recv(csp::after(1s), [] {}));
    break;
  }
}

void okReturns(csp::chan<int> packets) {
  for (;;) {
    poll();
    if (!isRunning()) {
      csp::select(csp::on_recv(packets, use), csp::on_recv(csp::after(1s), [] {}));
      return;
    }
  }
}

// Each in a fiber of its own.
void okFiberPerTurn(const std::vector<csp::chan<int>>& replies) {
  for (const auto& reply : replies)
    csp::go(
        [reply] { csp::select(csp::on_recv(reply, use), csp::on_recv(csp::after(1s), [] {})); });
}

// A new deadline for each call is what a helper is for.
bool answers(csp::chan<int> reply) {
  return csp::select(csp::on_recv(reply, use), csp::on_recv(csp::after(1s), [] {})) == 0;
}
void okHelperThatWaits(const std::vector<csp::chan<int>>& replies) {
  for (const auto& reply : replies) answers(reply);
}

void okStopSignalAndContext(csp::context ctx, csp::chan<csp::unit> stop) {
  for (bool more = true; more;)
    csp::select(csp::on_recv(ctx.done(), [&] { more = false; }),
                csp::on_recv(stop, [&] { more = false; }), csp::on_recv(csp::after(1s), poll));
}

void okReset(csp::chan<int> packets) {
  csp::timer late(1s);
  for (bool more = true; more; late.reset(1s))
    csp::select(csp::on_recv(packets, use), csp::on_recv(late.c(), [&] { more = false; }));
  late.stop();
}

void okTicker(csp::chan<int> packets) {
  csp::ticker every(1s);
  while (isRunning()) csp::select(csp::on_recv(packets, use), csp::on_recv(every.c(), poll));
  every.stop();
}

void okDefaultOnly(csp::chan<int> packets) {
  while (isRunning()) csp::select(csp::on_recv(packets, use), csp::otherwise(poll));
}

// In the head of the loop: it is made once.
void okInHead(csp::chan<int> packets) {
  for (Late late = csp::after(1s); isRunning();)
    csp::select(csp::on_recv(packets, use), csp::on_recv(late, [] {}));
}

template <class T>
void okTemplate(csp::chan<T> packets) {
  Late late = csp::after(1s);
  while (isRunning()) csp::select(csp::on_recv(packets, use), csp::on_recv(late, [] {}));
}
template void okTemplate(csp::chan<int> packets);

#define ON_LATE(late) csp::on_recv(late, [] {})

void okMacro(csp::chan<int> packets) {
  Late late = csp::after(1s);
  while (isRunning()) csp::select(csp::on_recv(packets, use), ON_LATE(late));
}

// Not a select: timer-after-in-loop asks about that.
void okElsewhere(std::vector<Late>& timers) {
  while (isRunning()) timers.push_back(csp::after(1s));
}

// ---- Known misses ------------------------------------------------------------------------------

// A channel without values may also say that there is work.
void fnWakeUp(csp::chan<csp::unit> wake) {
  while (isRunning()) csp::select(csp::on_recv(wake, poll), csp::on_recv(csp::after(1s), [] {}));
}

void fnGoto(csp::chan<int> packets) {
again:
  csp::select(csp::on_recv(packets, use), csp::on_recv(csp::after(1s), [] {}));
  if (isRunning()) goto again;
}

void fnNamedLambda(csp::chan<int> packets) {
  auto one = [&] { csp::select(csp::on_recv(packets, use), csp::on_recv(csp::after(1s), [] {})); };
  while (isRunning()) one();
}
