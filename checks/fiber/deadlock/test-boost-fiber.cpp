// Boost.Fiber: a fiber and the one that joins it.
#include <chrono>

#include <boost/fiber/all.hpp>

namespace bf = boost::fibers;
using namespace std::chrono_literals;

void use(int value);

void badJoinBeforePop() {
  bf::unbuffered_channel<int> results;  // note: 'results' made here
  bf::fiber worker([&results] {
    results.push(1);  // note: send on 'results' blocks for ever
  });
  worker.join();  // expect: join of 'worker' can block for ever
  use(results.value_pop());
}

void okPopBeforeJoin() {
  bf::unbuffered_channel<int> results;
  bf::fiber worker([&results] { results.push(1); });
  use(results.value_pop());
  worker.join();
}

void okRoomForIt() {
  bf::buffered_channel<int> results(2);
  bf::fiber worker([&results] { results.push(1); });
  worker.join();
  use(results.value_pop());
}

int main(int argc, char**) {
  if (argc == 1) badJoinBeforePop();
  okPopBeforeJoin();
  okRoomForIt();
}

// ---- Waits with a limit ------------------------------------------------------------------------

void okBegunToReceive() {
  bf::unbuffered_channel<int> jobs;
  bf::fiber worker(bf::launch::dispatch, [&] {
    int job;
    jobs.pop(job);
  });
  jobs.push_wait_for(1, 1s);
  worker.join();
}

void badNotBegun() {
  bf::unbuffered_channel<int> jobs;
  bf::fiber worker([&] {
    int job;
    jobs.pop(job);
  });
  jobs.push_wait_for(1, 1s);  // step: send on 'jobs' times out
  worker.join();              // expect: join of 'worker' can block for ever
}

void okBegunToSend() {
  bf::unbuffered_channel<int> jobs;
  bf::fiber worker(bf::launch::dispatch, [&] { jobs.push(1); });
  int job;
  jobs.pop_wait_for(job, 1s);
  worker.join();
}

void badStopsServingOnTimeout() {
  bf::unbuffered_channel<int> results;
  bf::fiber worker([&] { results.push(1); });
  int result;
  if (results.pop_wait_for(result, 1s) == bf::channel_op_status::timeout)
    worker.join();  // expect: join of 'worker' can block for ever
  else
    worker.detach();
}

void okSaysTimeoutNotClosed() {
  bf::unbuffered_channel<int> results;
  bf::fiber worker([&] { results.push(1); });
  int result;
  bf::channel_op_status status = results.pop_wait_for(result, 1s);
  if (status == bf::channel_op_status::timeout) status = results.pop(result);
  if (status == bf::channel_op_status::success) worker.join();
  if (status == bf::channel_op_status::closed) worker.join();
}
