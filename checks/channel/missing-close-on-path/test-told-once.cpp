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
  // expect@+1: the loop over 'jobs' never ends: under this schedule nobody closes it
  for (int job : jobs) use(job);
}
