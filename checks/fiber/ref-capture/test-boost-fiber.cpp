// Boost.Fiber: fibers that refer to locals.
#include <boost/fiber/all.hpp>

void badDetached() {
  int total = 0;
  // expect@+2: 'total' is captured by reference
  // note@+1: the fiber is spawned here
  boost::fibers::fiber adding([&total] { total = 1; });
  adding.detach();
}

boost::fibers::fiber badReturned() {
  int total = 0;
  return boost::fibers::fiber([&total] { total = 1; });  // expect: 'total' is captured by reference
}

void okJoined() {
  int total = 0;
  boost::fibers::fiber adding([&total] { total = 1; });
  adding.join();
}

void okFuture() {
  int total = 0;
  boost::fibers::future<void> done = boost::fibers::async([&total] { total = 1; });
  done.get();
}

void okChannel(boost::fibers::buffered_channel<int>& results) {
  int total = 0;
  boost::fibers::fiber([&] { results.push(total); }).detach();
  int result = 0;
  results.pop(result);
}
