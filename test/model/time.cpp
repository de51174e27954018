// Tickers and timers have a channel; after() and tick() make one that nobody can stop.
// RUN: %chanvet model %s -- %csp_flags | FileCheck %s
#include <csp/csp.h>

using namespace std::chrono_literals;
bool ask();

// CHECK-LABEL: function ticks()
// CHECK: [[TICKER:%[0-9]+]] = make csp::ticker()
// CHECK-NEXT: store &t, [[TICKER]]
// CHECK: [[CHANNEL:%[0-9]+]] = ticker.channel_of
// CHECK: store &ch, [[CHANNEL]]
// CHECK: channel.receive until closed
// CHECK: ticker.stop
void ticks() {
  csp::ticker t(1s);
  auto ch = t.c();
  for (auto now : ch) {
    (void)now;
    break;
  }
  t.stop();
}

// CHECK-LABEL: function once()
// CHECK: make csp::chan(1)
// CHECK: channel.receive
// CHECK: make csp::chan(1)
// CHECK: channel.receive
// CHECK: make csp::timer()
// CHECK: [[STOPPED:%[0-9]+]] = timer.stop
// CHECK: not [[STOPPED]]
// CHECK: timer.channel_of
// CHECK: channel.receive
// CHECK: [[TASK:%[0-9]+]] = closure
// CHECK-NEXT: after_func(?, [[TASK]])
void once() {
  csp::after(1s).recv();
  csp::tick(1s).recv();
  csp::timer t(1s);
  if (!t.stop()) t.c().recv();
  auto later = csp::after_func(1s, [] { ask(); });
}
