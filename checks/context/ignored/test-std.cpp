#include <condition_variable>
#include <mutex>
#include <stop_token>
#include <thread>

void handle();

class Worker {
 public:
  void badStart() {
    thread_ = std::jthread([this](std::stop_token stop) {
      std::unique_lock lock(mutex_);
      // expect@+1: this waits, and 'stop' does not end it: nothing asks 'stop'
      while (!ready_) condition_.wait(lock);
      handle();
    });
  }
  void okStart() {
    thread_ = std::jthread([this](std::stop_token stop) {
      std::unique_lock lock(mutex_);
      while (!ready_ && !stop.stop_requested()) condition_.wait(lock);
    });
  }
  void okUnnamed() {
    thread_ = std::jthread([this](std::stop_token) {
      std::unique_lock lock(mutex_);
      while (!ready_) condition_.wait(lock);
    });
  }
  void okAny() {
    thread_ = std::jthread([this](std::stop_token stop) {
      std::unique_lock lock(mutex_);
      any_.wait(lock, stop, [this] { return ready_; });
    });
  }

 private:
  std::mutex mutex_;
  std::condition_variable condition_;
  std::condition_variable_any any_;
  bool ready_ = false;
  std::jthread thread_;
};

void start(Worker& worker) {
  worker.badStart();
  worker.okStart();
  worker.okUnnamed();
  worker.okAny();
}
