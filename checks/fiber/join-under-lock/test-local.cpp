// Locks and handles that are locals, in the other dialects as well.
#include <condition_variable>
#include <future>
#include <mutex>
#include <thread>

#include <boost/fiber/all.hpp>
#include <csp/csp.h>

void flush();

void badLocal() {
  std::mutex mu;
  std::thread thread([&mu] {
    std::lock_guard guard(mu);
    flush();
  });
  std::lock_guard guard(mu);
  thread.join();  // expect: waits with 'mu' locked
}

void badFuture() {
  std::mutex mu;
  std::future<void> done = std::async(std::launch::async, [&mu] {
    std::lock_guard guard(mu);
    flush();
  });
  std::lock_guard guard(mu);
  done.get();  // expect: waits with 'mu' locked
}

void badFiber() {
  boost::fibers::mutex mu;
  boost::fibers::fiber fiber([&mu] {
    std::lock_guard<boost::fibers::mutex> guard(mu);
    flush();
  });
  mu.lock();
  fiber.join();  // expect: waits with 'mu' locked  // step: 'fiber' is joined
  mu.unlock();
}

void badReference(std::mutex& mu) {
  std::thread thread([&mu] {
    std::lock_guard guard(mu);
    flush();
  });
  std::lock_guard guard(mu);
  thread.join();  // expect: waits with 'mu' locked
}

void okBefore() {
  std::mutex mu;
  std::thread thread([&mu] {
    std::lock_guard guard(mu);
    flush();
  });
  thread.join();
  std::lock_guard guard(mu);
  flush();
}

void okOther() {
  std::mutex mu, other;
  std::thread thread([&mu] {
    std::lock_guard guard(mu);
    flush();
  });
  std::lock_guard guard(other);
  thread.join();
}

// What was waited for is what the thread does last with the lock.
void okSignalled() {
  std::mutex mu;
  std::condition_variable ready;
  bool isReady = false;
  std::unique_lock lock(mu);
  std::thread thread([&] {
    std::lock_guard guard(mu);
    isReady = true;
    ready.notify_one();
  });
  while (!isReady) ready.wait(lock);
  thread.join();
}

void okSignalledOnce() {
  std::mutex mu;
  std::condition_variable ready;
  std::unique_lock lock(mu);
  std::thread thread([&] {
    std::lock_guard guard(mu);
    ready.notify_one();
  });
  ready.wait(lock);
  thread.join();
}
