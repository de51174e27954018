// Boost.Fiber: locks taken again by the fiber that holds them.
#include <mutex>

#include <boost/fiber/all.hpp>

namespace bf = boost::fibers;

bool failed(int id);

void badLockedByHelper() {
  bf::mutex mu;
  auto log = [&](int) {
    std::lock_guard<bf::mutex> guard(mu);  // expect: lock of 'mu' blocks for ever
  };
  bf::fiber worker([&] {
    std::unique_lock<bf::mutex> lock(mu);
    if (failed(1)) log(1);
  });
  worker.join();
}

void okRecursive() {
  bf::recursive_mutex mu;
  auto log = [&](int) { std::lock_guard<bf::recursive_mutex> guard(mu); };
  bf::fiber worker([&] {
    std::unique_lock<bf::recursive_mutex> lock(mu);
    if (failed(1)) log(1);
  });
  worker.join();
}

void okUnlockedFirst() {
  bf::mutex mu;
  auto log = [&](int) { std::lock_guard<bf::mutex> guard(mu); };
  bf::fiber worker([&] {
    std::unique_lock<bf::mutex> lock(mu);
    lock.unlock();
    if (failed(1)) log(1);
  });
  worker.join();
}

int main() {
  okRecursive();
  okUnlockedFirst();
  badLockedByHelper();
}
