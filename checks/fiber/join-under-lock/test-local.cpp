// Locks and handles that are locals, in the other dialects as well.
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
  fiber.join();  // expect: waits with 'mu' locked
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
