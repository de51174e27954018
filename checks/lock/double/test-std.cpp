// std: locks taken again by the thread that holds them.
#include <mutex>
#include <shared_mutex>
#include <thread>

bool stale(int key);

class cache {
 public:
  int get(int key) {
    std::lock_guard<std::mutex> guard(mu_);
    if (stale(key)) refresh(key);
    return values_[key];
  }
  void refresh(int key) {
    std::lock_guard<std::mutex> guard(mu_);  // expect: lock of 'mu_' blocks for ever
    values_[key] = key;
  }

 private:
  std::mutex mu_;
  int values_[8] = {};
};

void badRefreshFromGet() {
  cache pages;
  std::thread reader([&] { pages.get(1); });
  reader.join();
}

class recursive_cache {
 public:
  int get(int key) {
    std::lock_guard guard(mu_);
    if (stale(key)) refresh(key);
    return values_[key];
  }
  void refresh(int key) {
    std::lock_guard guard(mu_);
    values_[key] = key;
  }

 private:
  std::recursive_mutex mu_;
  int values_[8] = {};
};

void okRecursiveMutex() {
  recursive_cache pages;
  std::thread reader([&] { pages.get(1); });
  pages.get(2);
  reader.join();
}

void okThreads() {
  std::mutex mu;
  int count = 0;
  auto work = [&] {
    std::scoped_lock lock(mu);
    ++count;
  };
  std::thread first(work), second(work);
  first.join();
  second.join();
}

void okSharedThenExclusive() {
  std::shared_mutex table;
  {
    std::shared_lock reading(table);
    stale(1);
  }
  std::unique_lock writing(table);
}

void okTimed() {
  std::timed_mutex mu;
  std::lock_guard guard(mu);
  std::thread other([&] {
    if (mu.try_lock_for(std::chrono::seconds(1))) mu.unlock();  // step: lock of 'mu', in vain
  });
  other.join();
}

int main() {
  okRecursiveMutex();
  okThreads();
  okSharedThenExclusive();
  okTimed();
  badRefreshFromGet();
}
