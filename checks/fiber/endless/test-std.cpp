#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <queue>
#include <stop_token>
#include <thread>

using namespace std::chrono_literals;

void flush();

class BadJoined {
 public:
  BadJoined() {
    thread_ = std::thread([this] {
      while (true) {  // expect: who waits for the fiber does so for ever
        std::this_thread::sleep_for(1s);
        ++turns_;
      }
    });
  }
  ~BadJoined() { thread_.join(); }  // note: its end is waited for here

 private:
  std::atomic<int> turns_ = 0;
  std::thread thread_;
};

class OkJoined {
 public:
  OkJoined() {
    thread_ = std::thread([this] {
      while (!stopped_) {
        std::this_thread::sleep_for(1s);
        flush();
      }
    });
  }
  ~OkJoined() {
    stopped_ = true;
    thread_.join();
  }

 private:
  std::atomic<bool> stopped_ = false;
  std::thread thread_;
};

void badToken() {
  std::jthread thread([](std::stop_token stop) {  // note: 'stop' would say when to end
    (void)stop;
    for (;;) {  // expect: nothing in it asks 'stop' whether to
      std::this_thread::sleep_for(1s);
      flush();
    }
  });
}

void okToken() {
  std::jthread thread([](std::stop_token stop) {
    while (!stop.stop_requested()) {
      std::this_thread::sleep_for(1s);
      flush();
    }
  });
}

void badTimedWait(int* counter) {
  std::thread([counter] {
    std::mutex mutex;
    std::condition_variable condition;
    for (;;) {  // expect: the fiber outlives what it was started for
      std::unique_lock lock(mutex);
      condition.wait_for(lock, 1s);
      ++*counter;
    }
  }).detach();
}

void okService() {
  std::thread([] {
    for (;;) {
      std::this_thread::sleep_for(1s);
      flush();
    }
  }).detach();
}

// Runs until somebody hands it the last job.
class OkQueue {
 public:
  void start() {
    std::thread([this] {
      for (;;) {
        std::unique_lock lock(mutex_);
        condition_.wait(lock, [this] { return !jobs_.empty(); });
        jobs_.pop();
      }
    }).detach();
  }

 private:
  std::mutex mutex_;
  std::condition_variable condition_;
  std::queue<int> jobs_;
};

void startQueue(OkQueue& queue) { queue.start(); }
