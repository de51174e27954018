// std: a thread joined, or a future waited for, under a lock that the thread needs.
#include <future>
#include <mutex>
#include <thread>

class worker {
 public:
  void run() {
    std::lock_guard<std::mutex> guard(mu_);
    ++turns_;
  }
  void stop() {
    std::lock_guard<std::mutex> guard(mu_);
    thread_.join();  // expect: join of 'thread_' blocks for ever while it holds
  }

 private:
  std::mutex mu_;
  int turns_ = 0;
  std::thread thread_{[this] { run(); }};
};

void badJoinUnderTheLock() {
  worker one;
  one.stop();
}

void okJoinedAfterwards() {
  std::mutex mu;
  std::thread other([&] { std::lock_guard<std::mutex> guard(mu); });
  {
    std::lock_guard<std::mutex> guard(mu);
  }
  other.join();
}

void okFuture() {
  std::mutex mu;
  std::promise<int> promise;
  std::future<int> answer = promise.get_future();
  std::thread other([&] {
    promise.set_value(1);
    std::lock_guard<std::mutex> guard(mu);
  });
  {
    std::lock_guard<std::mutex> guard(mu);
    answer.get();
  }
  other.join();
}

int main() {
  okJoinedAfterwards();
  okFuture();
  badJoinUnderTheLock();
}
