// std: condition variables whose notification can be missed.
#include <condition_variable>
#include <mutex>
#include <thread>

void badNoPredicate() {
  std::mutex mu;
  std::condition_variable ready;
  std::thread other([&] { ready.notify_one(); });
  std::unique_lock<std::mutex> lock(mu);
  ready.wait(lock);  // expect: wait on 'ready' can last for ever
  lock.unlock();
  other.join();
}

void okPredicate() {
  std::mutex mu;
  std::condition_variable ready;
  bool isReady = false;
  std::thread other([&] {
    {
      std::lock_guard<std::mutex> guard(mu);
      isReady = true;
    }
    ready.notify_one();
  });
  std::unique_lock<std::mutex> lock(mu);
  ready.wait(lock, [&] { return isReady; });
  lock.unlock();
  other.join();
}

void okLoop() {
  std::mutex mu;
  std::condition_variable ready;
  bool isReady = false;
  std::thread other([&] {
    std::lock_guard<std::mutex> guard(mu);
    isReady = true;
    ready.notify_all();
  });
  {
    std::unique_lock<std::mutex> lock(mu);
    while (!isReady) ready.wait(lock);
  }
  other.join();
}

void okTimed() {
  std::mutex mu;
  std::condition_variable ready;
  std::thread other([&] { ready.notify_one(); });
  {
    std::unique_lock<std::mutex> lock(mu);
    ready.wait_for(lock, std::chrono::seconds(1));
  }
  other.join();
}

int main() {
  okPredicate();
  okLoop();
  okTimed();
  badNoPredicate();
}
