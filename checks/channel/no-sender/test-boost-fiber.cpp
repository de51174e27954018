// Boost.Fiber: pops that nothing serves.
#include <chrono>

#include <boost/fiber/all.hpp>

namespace bf = boost::fibers;
using namespace std::chrono_literals;

bool failed(int id);
void use(int value);

void badNobodyPushes() {
  bf::unbuffered_channel<int> jobs;  // note: 'jobs' made here
  int job = 0;
  jobs.pop(job);  // expect: receive from 'jobs' blocks for ever: nobody sends or closes
}

void badEarlyReturn() {
  bf::buffered_channel<int> sizes(4);
  bf::fiber reader([&sizes] {
    if (failed(1)) return;
    sizes.push(1);
  });
  use(sizes.value_pop());  // expect: receive from 'sizes'
  reader.join();
}

void okPushed() {
  bf::unbuffered_channel<int> jobs;
  bf::fiber writer([&jobs] { jobs.push(1); });
  use(jobs.value_pop());
  writer.join();
}

void okClosed() {
  bf::unbuffered_channel<int> jobs;
  bf::fiber writer([&jobs] {
    if (!failed(1)) jobs.push(1);
    jobs.close();
  });
  int job = 0;
  while (jobs.pop(job) == bf::channel_op_status::success) use(job);
  writer.join();
}

void okTimeout() {
  bf::unbuffered_channel<int> jobs;
  int job = 0;
  jobs.pop_wait_for(job, 1ms);
}

void okTryPop() {
  bf::buffered_channel<int> jobs(4);
  int job = 0;
  jobs.try_pop(job);
}

// Each run is one scenario.
int main(int argc, char**) {
  switch (argc) {
    case 1:
      badNobodyPushes();
      break;
    case 2:
      badEarlyReturn();
      break;
    case 3:
      okPushed();
      break;
    case 4:
      okClosed();
      break;
    case 5:
      okTimeout();
      break;
    case 6:
      okTryPop();
      break;
  }
}

// A value that is there is received, whatever the limit.
void okAlreadyThere() {
  bf::buffered_channel<int> jobs(2);
  bf::unbuffered_channel<int> never;
  jobs.push(1);
  int job = 0;
  if (jobs.pop_wait_for(job, 1s) != bf::channel_op_status::success) never.pop(job);
}
