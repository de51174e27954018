// Fibers of Boost.Fiber that are destroyed or replaced while they can be joined.
#include <stdexcept>
#include <utility>

#include <boost/fiber/all.hpp>

bool failed(int id);
void run(int id);

void badEarlyReturn(int id) {
  // expect@+1: 'worker' is neither joined nor detached on this path: its destructor terminates the program
  boost::fibers::fiber worker(run, id);
  if (failed(id)) return;  // note: 'worker' is destroyed on the way out from here
  worker.join();
}

void badThrow(int id) {
  boost::fibers::fiber worker([id] { run(id); });  // expect: is neither joined nor detached
  if (failed(id)) throw std::runtime_error("gave up");
  worker.join();
}

void badAssigned(int id) {
  // expect@+1: 'worker' is neither joined nor detached before it gets another fiber: the program terminates
  boost::fibers::fiber worker(run, id);
  worker = boost::fibers::fiber(run, id + 1);
  worker.join();
}

void okJoined(int id) {
  boost::fibers::fiber worker(boost::fibers::launch::dispatch, run, id);
  worker.join();
}

void okDetached(int id) { boost::fibers::fiber(run, id).detach(); }

void okJoinable(int id) {
  boost::fibers::fiber worker;
  if (!failed(id)) worker = boost::fibers::fiber(run, id);
  if (worker.joinable()) worker.join();
}

void okAsync(int id) {
  boost::fibers::future<void> done = boost::fibers::async(run, id);
  if (failed(id)) return;
  done.get();
}
