// A loop that hangs is told by the check that shows how.
// checks: channel-missing-close-on-path,channel-range-never-closed
#include <csp/csp.h>

void use(int value);

static void produce(int count, csp::chan<int> jobs) {
  for (int id = 0; id < count; ++id) {
    if (id == 2) return;
    jobs.send(id);
  }
  jobs.close();
}

int main() {
  csp::chan<int> jobs(1);
  csp::go(produce, 3, jobs);
  for (int job : jobs) use(job);  // expect: the loop over 'jobs' never ends
}
