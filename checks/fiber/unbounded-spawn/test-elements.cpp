// Elements are left out where the option says so.
// config: elements.yaml
#include <vector>

#include <csp/csp.h>

void serve(int job);

void okElements(const std::vector<int>& jobs) {
  for (int job : jobs) csp::go(serve, job);
}

void badMessages(csp::chan<int> jobs) {
  // expect@+1: a fiber for each message from 'jobs': nothing bounds how many run at once
  for (int job : jobs) csp::go(serve, job);
}
