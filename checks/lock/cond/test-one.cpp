// One signal for two that wait, on csp; and one that never comes.
#include <mutex>

#include <csp/csp.h>

bool failed(int id);

void badSignalForTwo() {
  csp::mutex mu;
  csp::cond changed(mu);
  bool started = false;
  csp::wait_group runners;
  for (int i = 0; i < 2; ++i) {
    runners.go([&] {
      std::lock_guard guard(mu);
      while (!started) changed.wait();  // expect: wait on 'changed' can last for ever
    });
  }
  {
    std::lock_guard guard(mu);
    started = true;
    changed.signal();
  }
  runners.wait();
}

void badErrorPathDoesNotSignal() {
  csp::mutex mu;
  csp::cond changed(mu);
  bool loaded = false;
  csp::go([&] {
    if (failed(1)) return;
    std::lock_guard guard(mu);
    loaded = true;
    changed.signal();
  });
  std::unique_lock lock(mu);
  while (!loaded) changed.wait();  // expect: wait on 'changed' can last for ever
}

int main() {
  csp::go(badSignalForTwo);
  csp::go(badErrorPathDoesNotSignal);
  csp::sleep_for(std::chrono::seconds(1));
}
