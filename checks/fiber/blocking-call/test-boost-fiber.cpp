#include <future>
#include <mutex>
#include <thread>

#include <boost/fiber/all.hpp>

namespace fibers = boost::fibers;
using namespace std::chrono_literals;

void use(int);

void badSleep() {
  fibers::fiber([] { std::this_thread::sleep_for(1s); }).join();  // expect: 'sleep_for' blocks
}

void badTask(std::shared_future<int> answer) {
  fibers::future<void> done =
      fibers::async([answer] { use(answer.get()); });  // expect: 'get' blocks
  done.get();
}

void badLock(std::mutex& mu, fibers::buffered_channel<int>& out) {
  fibers::fiber worker(fibers::launch::dispatch, [&] {
    std::lock_guard guard(mu);  // expect: 'mu' is a lock of threads, and is held
    out.push(1);                // note: the fiber waits here, with 'mu' held
  });
  worker.join();
}

void okOwn(fibers::mutex& mu, fibers::buffered_channel<int>& out, fibers::future<int>& answer) {
  fibers::fiber worker([&] {
    std::unique_lock<fibers::mutex> guard(mu);
    out.push(answer.get());
    boost::this_fiber::sleep_for(1s);
  });
  worker.join();
}

void okCondition(fibers::mutex& mu, fibers::condition_variable& changed, bool& ready) {
  fibers::fiber worker([&] {
    std::unique_lock<fibers::mutex> lock(mu);
    changed.wait(lock, [&] { return ready; });
  });
  worker.join();
}

// A condition of fibers gives up the lock meanwhile.
void okLockOfCondition(std::mutex& mu, fibers::condition_variable_any& changed) {
  fibers::fiber worker([&] {
    std::unique_lock<std::mutex> lock(mu);
    changed.wait(lock);
  });
  worker.join();
}

void okThread() {
  std::thread([] {
    fibers::fiber([] { boost::this_fiber::yield(); }).join();
    std::this_thread::sleep_for(1s);
  }).join();
}
