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
    // expect@+1: 'mu' is a lock of threads, and is held while the fiber waits
    std::lock_guard guard(mu);
    out.push(1);  // note: the fiber waits here, with 'mu' held
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

// ---- Names -------------------------------------------------------------------------------------

template <class Answer>
int valueOf(Answer answer) {
  return answer.get();  // expect: 'get' blocks the whole thread
}

void badTemplate(std::future<int> answer) {
  fibers::fiber([&] { valueOf(std::move(answer)); }).join();
}

#define IN_FIBER(task) fibers::fiber([&] { task; }).join()

void badMacro(std::future<int>& answer) {
  IN_FIBER(answer.get());  // expect: this call blocks the whole thread
}
