// Timers that are started again, on csp.
#include <chrono>

#include <csp/csp.h>

using namespace std::chrono_literals;

void badRunsAgain() {
  csp::chan<int> ticks(0);
  csp::timer clock = csp::after_func(1ms, [ticks] {  // step: its timer fires
    ticks.send(1);  // expect: send on 'ticks' can block for ever: the receiver has left
  });
  ticks.recv();
  clock.reset(1ms);  // step: restart of 'clock'
}

// Stopping it is no end.
void badAfterStop() {
  csp::chan<int> ticks(0);
  csp::timer clock = csp::after_func(1ms, [ticks] {
    ticks.send(1);  // expect: send on 'ticks' can block for ever: the receiver has left
  });
  ticks.recv();
  clock.stop();  // step: stop of 'clock'
  clock.reset(1ms);
}

void okReceivedAgain() {
  csp::chan<int> ticks(0);
  csp::timer clock = csp::after_func(1ms, [ticks] { ticks.send(1); });
  ticks.recv();
  clock.reset(1ms);
  ticks.recv();
}

// While it has not fired, a reset only puts it off.
void okPutOff() {
  csp::chan<int> ticks(1);
  csp::timer clock = csp::after_func(1ms, [ticks] { ticks.try_send(1); });
  for (int i = 0; i < 3; ++i) {
    if (!clock.stop()) return;
    clock.reset(1ms);
  }
  ticks.recv();
}

void okNotStarted() {
  csp::chan<int> ticks(0);
  csp::timer clock = csp::after_func(1ms, [ticks] { ticks.send(1); });
  ticks.recv();
  clock.stop();
}

// A channel of its own has the next time after each reset.
void okClock() {
  csp::timer clock(1ms);
  clock.c().recv();
  clock.reset(1ms);
  clock.c().recv();
}

// What has fired before the reset is still there, and the next time comes as well.
void okFiredBefore() {
  csp::timer clock(1ms);
  if (clock.reset(1ms)) return;
  clock.c().recv();
}

int main(int count, char**) {
  if (count == 1) return badRunsAgain(), 0;
  if (count == 2) return badAfterStop(), 0;
  okReceivedAgain();
  okPutOff();
  okNotStarted();
  okClock();
  okFiredBefore();
}
