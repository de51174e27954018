// A loop that yields counts as one that waits, where the option says so.
// config: yield-waits.yaml
#include <csp/csp.h>

void okYields(csp::chan<int> out) {
  while (!out.try_send(1)) csp::yield();
}

void badSpins(csp::chan<int> out) {
  while (!out.try_send(1)) {  // expect: while 'out' is full: nothing in its turn waits
  }
}
