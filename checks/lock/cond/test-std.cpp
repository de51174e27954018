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

// The program does not outlive the handle of a thread that runs.
void okDies(bool failed) {
  std::mutex mu;
  std::condition_variable ready;
  bool isReady = false;
  std::thread other([&] {
    std::unique_lock<std::mutex> lock(mu);
    ready.wait(lock, [&] { return isReady; });
  });
  if (failed) return;
  {
    std::lock_guard<std::mutex> guard(mu);
    isReady = true;
  }
  ready.notify_one();
  other.join();
}

void badLetGo() {
  std::mutex mu;
  std::condition_variable ready;
  std::thread other([&] {
    std::unique_lock<std::mutex> lock(mu);
    ready.wait(lock);  // expect: wait on 'ready' can last for ever
  });
  {
    std::thread late([&] { std::lock_guard<std::mutex> guard(mu); });
    late.detach();
  }
  other.join();
}

int main(int argc, char**) {
  okDies(argc == 2);
  okPredicate();
  okLoop();
  okTimed();
  if (argc == 3) badLetGo();
  badNoPredicate();
}
