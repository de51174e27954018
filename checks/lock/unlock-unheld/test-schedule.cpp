// A mutex that two fibers unlock, on csp: only one of them locked it.
#include <csp/csp.h>

void badBothUnlock() {
  csp::mutex turn;
  csp::wait_group both;
  turn.lock();
  for (int i = 0; i < 2; ++i) {
    both.go([&turn] {
      turn.unlock();  // expect: 'turn' is unlocked, but nobody holds it
    });
  }
  both.wait();
}

int main() { badBothUnlock(); }
