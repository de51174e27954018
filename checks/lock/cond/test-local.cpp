// A predicate that is a captured local and is changed without the lock, on csp.
#include <csp/csp.h>

void fnChangedWithoutTheLock() {
  csp::mutex mu;
  csp::cond changed(mu);
  bool ready = false;
  csp::go([&] {
    ready = true;
    changed.signal();
  });
  mu.lock();
  while (!ready) changed.wait();
  mu.unlock();
}

int main() { fnChangedWithoutTheLock(); }
