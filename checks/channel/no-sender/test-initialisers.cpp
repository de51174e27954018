// A global whose first value takes more than the explorer follows: the rest is looked at all the
// same.
#include <csp/csp.h>

int sum() {
  int result = 0;
  for (int i = 0; i < 30000; ++i) result += i;
  return result;
}

csp::chan<int> started(1);
int total = sum();
bool isStarted = (started.send(1), true);

void badAfterIt() {
  csp::chan<int> results(0);
  csp::go([] { total = 1; });
  results.recv();  // expect: receive from 'results' blocks for ever
}
