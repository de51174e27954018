// std: mutexes taken in opposite orders by two threads.
#include <functional>
#include <mutex>
#include <shared_mutex>
#include <thread>

struct account {
  std::mutex mu;
  int balance = 0;
};

void transfer(account& from, account& to) {
  std::lock_guard<std::mutex> first(from.mu);
  std::lock_guard<std::mutex> second(to.mu);  // expect: take their locks in different orders
  --from.balance;
  ++to.balance;
}

void badBothWays() {
  account mine, yours;
  std::thread first(transfer, std::ref(mine), std::ref(yours));
  std::thread second(transfer, std::ref(yours), std::ref(mine));
  first.join();
  second.join();
}

void okScopedLock() {
  account mine, yours;
  auto safely = [](account& from, account& to) {
    std::scoped_lock both(from.mu, to.mu);
    --from.balance;
    ++to.balance;
  };
  std::jthread first(safely, std::ref(mine), std::ref(yours));
  std::jthread second(safely, std::ref(yours), std::ref(mine));
}

void okAdopted() {
  account mine, yours;
  auto safely = [](account& from, account& to) {
    std::lock(from.mu, to.mu);
    std::lock_guard<std::mutex> first(from.mu, std::adopt_lock);
    std::lock_guard<std::mutex> second(to.mu, std::adopt_lock);
  };
  std::jthread first(safely, std::ref(mine), std::ref(yours));
  std::jthread second(safely, std::ref(yours), std::ref(mine));
}

void okJoinedFirst() {
  account mine, yours;
  std::thread first(transfer, std::ref(mine), std::ref(yours));
  first.join();
  transfer(yours, mine);
}

void okRecursive() {
  std::recursive_mutex left, right;
  std::jthread first([&] {
    std::lock_guard a(left);
    std::lock_guard b(right);
    std::lock_guard again(left);
  });
  std::jthread second([&] {
    std::lock_guard a(left);
    std::lock_guard b(right);
    std::lock_guard again(left);
  });
}

int main() {
  okScopedLock();
  okAdopted();
  okJoinedFirst();
  okRecursive();
  badBothWays();
}
