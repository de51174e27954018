// A predicate that is a captured local and is changed without the lock, on csp.
#include <csp/csp.h>

void badChangedWithoutTheLock() {
  csp::mutex mu;
  csp::cond changed(mu);
  bool ready = false;
  csp::go([&] {
    ready = true;
    changed.signal();
  });
  mu.lock();
  while (!ready) changed.wait();  // expect: wait on 'changed' can last for ever
  mu.unlock();
}

int main() { badChangedWithoutTheLock(); }
