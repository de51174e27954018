// Boost.Fiber: conditions whose notification can be missed.
#include <mutex>

#include <boost/fiber/all.hpp>

namespace bf = boost::fibers;

void badNoPredicate() {
  bf::mutex mu;
  bf::condition_variable changed;
  bf::fiber other([&] { changed.notify_one(); });
  std::unique_lock<bf::mutex> lock(mu);
  changed.wait(lock);  // expect: wait on 'changed' can last for ever
  lock.unlock();
  other.join();
}

void okPredicate() {
  bf::mutex mu;
  bf::condition_variable changed;
  bool ready = false;
  bf::fiber other([&] {
    std::unique_lock<bf::mutex> lock(mu);
    ready = true;
    changed.notify_one();
  });
  {
    std::unique_lock<bf::mutex> lock(mu);
    changed.wait(lock, [&] { return ready; });
  }
  other.join();
}

int main() {
  okPredicate();
  badNoPredicate();
}
