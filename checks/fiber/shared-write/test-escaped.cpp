// Locks that code which is not seen has too keep fibers apart all the same.
#include <future>
#include <mutex>
#include <shared_mutex>
#include <thread>
#include <vector>

#include <csp/csp.h>

class Counter {
 public:
  void increment() {
    std::lock_guard<std::mutex> guard(mutex_);
    ++count_;
  }
  void incrementBare() { ++count_; }  // expect: 'count_' is written

  bool isDone() {
    std::unique_lock<std::mutex> guard(mutex_);
    while (count_ == 0) {
      guard.unlock();
      guard.lock();
    }
    return true;
  }

 private:
  std::mutex mutex_;
  int count_ = 0;
};

void publish(Counter*);

void okPublished() {
  Counter counter;
  publish(&counter);
  std::thread other([&] { counter.increment(); });
  counter.increment();
  other.join();
}

void okWaitsForIt() {
  Counter counter;
  publish(&counter);
  std::thread other([&] { counter.isDone(); });
  counter.increment();
  other.join();
}

void badPublished() {
  Counter counter;
  publish(&counter);
  std::thread other([&] { counter.incrementBare(); });
  counter.incrementBare();
  other.join();
}

static std::mutex stateMutex;
static bool isRunning = true;

static void serve() {
  std::unique_lock<std::mutex> guard(stateMutex);
  while (isRunning) {
    guard.unlock();
    guard.lock();
  }
}

void okGlobal() {
  std::thread server(serve);
  {
    std::unique_lock<std::mutex> guard(stateMutex);
    isRunning = false;
  }
  server.join();
}

static std::shared_mutex tableMutex;
static int table = 0;

void badReadersBoth() {
  std::thread writer([] {
    std::shared_lock<std::shared_mutex> guard(tableMutex);
    table = 1;
  });
  {
    std::shared_lock<std::shared_mutex> guard(tableMutex);
    table = 2;  // expect: 'table' is written
  }
  writer.join();
}

void okWriterAndReader(int& seen) {
  std::thread writer([] {
    std::unique_lock<std::shared_mutex> guard(tableMutex);
    table = 1;
  });
  {
    std::shared_lock<std::shared_mutex> guard(tableMutex);
    seen = table;
  }
  writer.join();
}

// --- what is not seen may wait for the other fiber

void waitFor(std::future<void> future);
void joinAll(std::vector<std::thread>& threads);
void waitUntilDone(csp::wait_group& group);

int okFutureGivenAway() {
  int result = 0;
  std::future<void> computing = std::async(std::launch::async, [&] { result = 1; });
  waitFor(std::move(computing));
  return result;
}

int okThreadsGivenAway() {
  int result = 0;
  std::vector<std::thread> threads;
  threads.emplace_back([&] { result = 1; });
  joinAll(threads);
  return result;
}

int okGroupGivenAway() {
  csp::wait_group group;
  int result = 0;
  group.add();
  csp::go([&] {
    result = 1;
    group.done();
  });
  waitUntilDone(group);
  return result;
}
