// Boost.Fiber: pushes that nobody ever pops.
#include <memory>

#include <boost/fiber/all.hpp>

namespace bf = boost::fibers;

void badUnbuffered() {
  auto jobs = std::make_shared<bf::unbuffered_channel<int>>();  // note: made here
  bf::fiber([jobs] {
    jobs->push(1);  // expect: send on 'jobs' blocks for ever: nobody receives
  }).detach();
}

// A buffered_channel of capacity 4 holds three values.
void badFull() {
  auto jobs = std::make_shared<bf::buffered_channel<int>>(4);
  bf::fiber([jobs] {
    for (int job = 0; job < 4; ++job) jobs->push(job);  // expect: send on 'jobs' blocks for ever
  }).detach();
}

// Reported as fiber-deadlock: the end of the scope, behind the join, closes the channel.
void fnJoined() {
  bf::unbuffered_channel<int> jobs;
  bf::fiber writer([&jobs] { jobs.push(1); });
  writer.join();
}

int main(int argc, char**) {
  switch (argc) {
    case 1:
      badUnbuffered();
      break;
    case 2:
      badFull();
      break;
    case 3:
      fnJoined();
      break;
  }
}
