#include <csp/csp.h>

void badTwice(csp::chan<int> jobs) {
  jobs.close();  // note: 'jobs' is closed here first
  jobs.close();  // expect: 'jobs' is closed again
}

void finish(csp::chan<int> jobs) {
  jobs.close();  // expect: closed again
}

void badInAHelper(csp::chan<int> jobs) {
  jobs.close();
  finish(jobs);
}

void okOnce(csp::chan<int> jobs) { jobs.close(); }

void okTwoChannels(csp::chan<int> left, csp::chan<int> right) {
  left.close();
  right.close();
}

void okOnOnePathOnly(csp::chan<int> jobs, bool failed) {
  if (failed) {
    jobs.close();
    return;
  }
  jobs.close();
}
