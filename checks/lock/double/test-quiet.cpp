// Locks that nobody holds when they are taken, on csp.
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <stdexcept>
#include <vector>

#include <csp/csp.h>

bool ready();
int read(int key);
void unlockElsewhere(csp::mutex& mu);

void okOneAfterTheOther() {
  csp::mutex mu;
  mu.lock();
  mu.unlock();
  mu.lock();
  mu.unlock();
}

class account {
 public:
  void deposit(int amount) {
    std::lock_guard guard(mu_);
    balance_ += amount;
    if (balanceLocked() < 0) balance_ = 0;
  }
  int balance() {
    std::lock_guard guard(mu_);
    return balanceLocked();
  }

 private:
  int balanceLocked() const { return balance_; }

  csp::mutex mu_;
  int balance_ = 0;
};

void okLockedMethods() {
  account mine;
  mine.deposit(10);
  mine.balance();
}

void okTwoObjects() {
  account mine, yours;
  mine.deposit(1);
  yours.deposit(1);
}

void okEarlyReturn() {
  csp::mutex mu;
  auto once = [&] {
    std::lock_guard guard(mu);
    if (ready()) return;
    read(1);
  };
  once();
  once();
}

void okUnlockedBeforeTheCall() {
  csp::mutex mu;
  std::function<void()> changed = [&] { std::lock_guard guard(mu); };
  std::unique_lock lock(mu);
  lock.unlock();
  changed();
}

void okLockedAgainByTheGuard() {
  csp::mutex mu;
  std::unique_lock lock(mu);
  lock.unlock();
  read(1);
  lock.lock();
}

void okTryLock() {
  csp::mutex mu;
  std::lock_guard guard(mu);
  if (mu.try_lock()) mu.unlock();
}

void okDeferLock() {
  csp::mutex mu;
  std::unique_lock later(mu, std::defer_lock);
  std::lock_guard guard(mu);
}

void okAdopt() {
  csp::mutex mu;
  mu.lock();
  std::lock_guard guard(mu, std::adopt_lock);
}

void okExceptionUnlocks() {
  csp::mutex mu;
  try {
    std::lock_guard guard(mu);
    if (read(1) < 0) throw std::runtime_error("no such key");
  } catch (const std::exception&) {
    std::lock_guard guard(mu);
  }
}

void okOnSamePathOnly() {
  csp::mutex mu;
  const bool locks = ready();
  if (locks) mu.lock();
  if (!locks) mu.lock();
  mu.unlock();
}

void okElements() {
  std::vector<std::unique_ptr<csp::mutex>> shards;
  for (int i = 0; i < 2; ++i) shards.push_back(std::make_unique<csp::mutex>());
  for (auto& shard : shards) shard->lock();
  for (auto& shard : shards) shard->unlock();
}

void okReadersTogether() {
  csp::rw_mutex table;
  std::shared_lock mine(table);
  std::shared_lock yours(table);
}

// The other fiber waits until this one unlocks.
void okAnotherFiber() {
  csp::mutex mu;
  csp::wait_group both;
  for (int i = 0; i < 2; ++i) {
    both.go([&mu] {
      std::lock_guard guard(mu);
      read(1);
    });
  }
  both.wait();
}

// A mutex as a binary semaphore: another fiber unlocks it.
void okHandedOver() {
  csp::mutex turn;
  turn.lock();
  csp::go([&turn] { turn.unlock(); });
  turn.lock();
  turn.unlock();
}

void okUnlockedElsewhere() {
  csp::mutex mu;
  mu.lock();
  unlockElsewhere(mu);
  mu.lock();
  mu.unlock();
}

void okSpawnedUnderTheLock() {
  csp::mutex mu;
  csp::chan<int> rows(1);
  {
    std::lock_guard guard(mu);
    csp::go([&mu, rows] {
      std::lock_guard guard(mu);
      rows.send(1);
    });
  }
  rows.recv();
}

int main() {
  okOneAfterTheOther();
  okLockedMethods();
  okTwoObjects();
  okEarlyReturn();
  okUnlockedBeforeTheCall();
  okLockedAgainByTheGuard();
  okTryLock();
  okDeferLock();
  okAdopt();
  okExceptionUnlocks();
  okOnSamePathOnly();
  okElements();
  okReadersTogether();
  okAnotherFiber();
  okHandedOver();
  okUnlockedElsewhere();
  okSpawnedUnderTheLock();
}
