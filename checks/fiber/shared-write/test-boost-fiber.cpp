// Fibers of one thread take turns: they do not race. Threads do.
#include <thread>

#include <boost/fiber/all.hpp>

void okTakingTurns() {
  int count = 0;
  boost::fibers::fiber one([&] { ++count; });
  boost::fibers::fiber other([&] { ++count; });
  ++count;
  one.join();
  other.join();
}

void okAsync() {
  int count = 0;
  boost::fibers::future<void> done = boost::fibers::async([&] { ++count; });
  ++count;
  done.get();
}

void badFibersOfTwoThreads() {
  int count = 0;
  std::thread other([&] {
    boost::fibers::fiber in([&] { ++count; });  // note: 'count' is read here
    in.join();
  });
  // expect@+1: 'count' is written while fiber 3 can read it: nothing orders the two
  boost::fibers::fiber mine([&] { ++count; });
  mine.join();
  other.join();
}

void okFiberMutexAcrossThreads() {
  int count = 0;
  boost::fibers::mutex guard;
  std::thread other([&] {
    std::lock_guard lock(guard);
    ++count;
  });
  guard.lock();
  ++count;
  guard.unlock();
  other.join();
}
