// Locks in opposite orders, on csp: only on the error path, with reader locks, and under a third.
#include <mutex>
#include <shared_mutex>

#include <csp/csp.h>

bool failed(int id);

void badOnTheErrorPath() {
  csp::mutex jobs, log;
  csp::wait_group both;
  both.go([&] {
    std::lock_guard working(jobs);
    if (failed(1)) {
      std::lock_guard writing(log);  // expect: the fibers take their locks in different orders
    }
  });
  both.go([&] {
    std::lock_guard writing(log);
    jobs.lock();
    jobs.unlock();
  });
  both.wait();
}

void badReaders() {
  csp::rw_mutex users, groups;
  csp::wait_group both;
  both.go([&] {
    std::shared_lock reading(users);
    std::unique_lock writing(groups);  // expect: the fibers take their locks in different orders
  });
  both.go([&] {
    std::shared_lock reading(groups);
    std::unique_lock writing(users);
  });
  both.wait();
}

int main() {
  csp::go(badOnTheErrorPath);
  csp::go(badReaders);
  csp::sleep_for(std::chrono::seconds(1));
}
