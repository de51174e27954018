// Wait groups whose counter goes below zero, on csp: one of two fibers is done for the other.
#include <csp/csp.h>

struct job {
  void finish() {
    running.done();  // expect: the counter of 'running' goes below zero
  }

  csp::wait_group running;
  csp::chan<csp::unit> stopped{1};
};

// The watchdog that gives up is done for the worker, which ends all the same.
void badWatchdog() {
  job one;
  one.running.add(1);
  csp::go([&one] {
    one.stopped.try_send({});
    one.finish();
  });
  csp::go([&one] {
    csp::select(csp::on_recv(one.stopped, [] {}),
                csp::on_recv(csp::after(std::chrono::milliseconds(10)), [&one] { one.finish(); }));
  });
  one.running.wait();
  csp::sleep_for(std::chrono::seconds(1));
}

int main() { badWatchdog(); }
