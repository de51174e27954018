#include <csp/csp.h>

void run(int job);

void process(const std::vector<int>& jobs) {
  csp::wait_group done;
  for (int job : jobs) {
    csp::go([&done, job] {
      done.add(1);
      run(job);
      done.done();
    });
  }
  done.wait();
}

void twice(bool failed) {
  csp::chan<int> results(1);
  if (failed) results.close();
  results.close();
}
