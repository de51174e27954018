#include "pool.h"

#define SUBMIT(QUEUE, JOB) (QUEUE).send(JOB)

void Pool::start(int workers) {
  csp::channel<int> jobs = csp::make_channel<int>(2);
  csp::wait_group wg;

  for (int i = 0; i < workers; ++i) {
    csp::go([jobs, &wg] {
      wg.add(1);
      for (int job : jobs) run(job);
      wg.done();
    });
  }
  jobs.close();

  SUBMIT(jobs, 1);
  wg.wait();
}

void Pool::stop(csp::channel<int> left, csp::channel<int> right) { left.close(); right.close(); left.close(); }

void Pool::drain(csp::channel<std::string> results) { for (auto& result : results) { consume(result, "a message that makes this line far longer than any terminal is wide"); } }
