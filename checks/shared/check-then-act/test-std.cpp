#include <atomic>
#include <mutex>
#include <thread>
#include <vector>

void badThreads() {
  std::atomic<unsigned> high = 0;
  auto note = [&](unsigned value) {
    // expect@+1: 'high' is loaded and then stored in two steps: fiber 2 can store to it in between
    if (value > high.load()) high.store(value);
  };
  std::thread first([&] { note(3); });
  std::thread second([&] { note(5); });
  first.join();
  second.join();
}

class Once {
 public:
  void run() {
    if (!hasRun_.load(std::memory_order_acquire)) {
      hasRun_.store(true, std::memory_order_release);  // expect: 'hasRun_' is loaded and then
      ++runs_;
    }
  }

 private:
  std::atomic<bool> hasRun_ = false;
  std::atomic<int> runs_ = 0;
};

void badOnce() {
  Once once;
  std::vector<std::thread> threads;
  for (int i = 0; i < 2; ++i) threads.emplace_back([&] { once.run(); });
  for (std::thread& thread : threads) thread.join();
}

void okCompareExchange() {
  std::atomic<unsigned> high = 0;
  auto note = [&](unsigned value) {
    unsigned known = high.load();
    while (value > known && !high.compare_exchange_weak(known, value)) {
    }
  };
  std::thread first([&] { note(3); });
  std::thread second([&] { note(5); });
  first.join();
  second.join();
}

void okLocked() {
  std::atomic<int> count = 0;
  std::mutex guard;
  auto add = [&] {
    std::scoped_lock lock(guard);
    count = count + 1;
  };
  std::thread first(add), second(add);
  first.join();
  second.join();
}

void okJoinedBetween() {
  std::atomic<int> count = 0;
  auto add = [&] { count = count + 1; };
  std::thread first(add);
  first.join();
  std::thread second(add);
  second.join();
}

int main() {}
