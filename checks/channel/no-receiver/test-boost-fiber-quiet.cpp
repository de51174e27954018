// Boost.Fiber: pushes that somebody pops, that do not block, or that end when the channel is
// closed.
#include <chrono>

#include <boost/fiber/all.hpp>

namespace bf = boost::fibers;
using namespace std::chrono_literals;

void use(int value);

void okPopped() {
  bf::unbuffered_channel<int> jobs;
  bf::fiber writer([&jobs] { jobs.push(1); });
  int job = 0;
  jobs.pop(job);
  writer.join();
  use(job);
}

// A buffered_channel of capacity n holds n - 1 values.
void okFits() {
  bf::buffered_channel<int> jobs(4);
  for (int job = 0; job < 3; ++job) jobs.push(job);
}

void okTryPush() {
  bf::buffered_channel<int> jobs(2);
  for (int job = 0; job < 3; ++job) jobs.try_push(job);
}

void okTimeout() {
  bf::unbuffered_channel<int> jobs;
  jobs.push_wait_for(1, 1ms);
}

// close() wakes the fiber that pushes: push() says closed.
void okClosedMeanwhile() {
  bf::unbuffered_channel<int> jobs;
  bf::fiber writer([&jobs] { jobs.push(1); });
  jobs.close();
  writer.join();
}

int main() {
  okPopped();
  okFits();
  okTryPush();
  okTimeout();
  okClosedMeanwhile();
}
