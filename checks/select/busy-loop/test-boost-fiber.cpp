#include <chrono>
#include <thread>

#include <boost/fiber/all.hpp>

namespace fibers = boost::fibers;
using namespace std::chrono_literals;

void handle(int job);

void badTryPop(fibers::buffered_channel<int>& jobs) {
  int job = 0;
  for (;;) {
    // expect@+1: the loop spins while 'jobs' is empty: nothing in its turn waits; to yield is not to wait
    if (jobs.try_pop(job) == fibers::channel_op_status::success)
      handle(job);
    else
      boost::this_fiber::yield();
  }
}

void badTryPush(fibers::buffered_channel<int>& out) {
  while (out.try_push(1) == fibers::channel_op_status::full) {  // expect: while 'out' is full
  }
}

void badClosed() {
  fibers::buffered_channel<int> jobs(4);
  fibers::fiber worker([&jobs] {
    int job = 0;
    for (;;)
      if (jobs.pop(job) == fibers::channel_op_status::success)  // expect: once 'jobs' is closed
        handle(job);
  });
  jobs.close();
  worker.join();
}

void okClosed() {
  fibers::buffered_channel<int> jobs(4);
  fibers::fiber worker([&jobs] {
    int job = 0;
    while (jobs.pop(job) == fibers::channel_op_status::success) handle(job);
  });
  jobs.close();
  worker.join();
}

void okStatus(fibers::buffered_channel<int>& jobs) {
  int job = 0;
  for (;;) {
    switch (jobs.try_pop(job)) {
      case fibers::channel_op_status::success:
        handle(job);
        break;
      case fibers::channel_op_status::closed:
        return;
      default:
        boost::this_fiber::sleep_for(1ms);
    }
  }
}

void okTimed(fibers::buffered_channel<int>& jobs) {
  int job = 0;
  for (;;) {
    auto status = jobs.pop_wait_for(job, 10ms);
    if (status == fibers::channel_op_status::closed) return;
    if (status == fibers::channel_op_status::success) handle(job);
  }
}

void okThread(fibers::buffered_channel<int>& out) {
  while (out.try_push(1) != fibers::channel_op_status::success) std::this_thread::sleep_for(1ms);
}

// A closed channel that throws ends the loop.
void okValuePop() {
  fibers::buffered_channel<int> jobs(4);
  fibers::fiber worker([&jobs] {
    for (;;) handle(jobs.value_pop());
  });
  jobs.close();
  worker.join();
}
