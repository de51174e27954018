// Mutexes that are held when they are unlocked, on csp.
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <stdexcept>

#include <csp/csp.h>

bool failed(int id);
void lockElsewhere(csp::mutex& mu);

void okPlain() {
  csp::mutex mu;
  mu.lock();
  mu.unlock();
  mu.lock();
  mu.unlock();
}

void okEveryPath() {
  csp::mutex mu;
  mu.lock();
  if (failed(1)) {
    mu.unlock();
    return;
  }
  mu.unlock();
}

void okSameCondition() {
  csp::mutex mu;
  const bool locks = failed(1);
  if (locks) mu.lock();
  failed(2);
  if (locks) mu.unlock();
}

void okTryLock() {
  csp::mutex mu;
  csp::go([&mu] {
    if (mu.try_lock()) mu.unlock();
  });
  if (!mu.try_lock()) return;
  mu.unlock();
}

void okGuardUnlocksOnce() {
  csp::mutex mu;
  std::unique_lock lock(mu);
  if (failed(1)) lock.unlock();
}

void okGuardLocksLater() {
  csp::mutex mu;
  std::unique_lock lock(mu, std::defer_lock);
  if (failed(1)) lock.lock();
}

void okGuardReleases() {
  csp::mutex mu;
  std::unique_lock lock(mu);
  lock.release();
  mu.unlock();
}

void okGuardMoves() {
  csp::mutex mu;
  std::unique_lock lock(mu);
  std::unique_lock other(std::move(lock));
}

void okAdopts() {
  csp::mutex mu;
  mu.lock();
  std::lock_guard guard(mu, std::adopt_lock);
}

void okUnlockedAroundTheCall() {
  csp::mutex mu;
  std::lock_guard guard(mu);
  mu.unlock();
  failed(1);
  mu.lock();
}

void okDefer() {
  csp::mutex mu;
  mu.lock();
  csp::defer end{[&] { mu.unlock(); }};
  if (failed(1)) return;
  failed(2);
}

void okCatch() {
  csp::mutex mu;
  mu.lock();
  try {
    if (failed(1)) throw std::runtime_error("no row");
  } catch (const std::exception&) {
    mu.unlock();
    return;
  }
  mu.unlock();
}

// As csp and Go have it, any fiber may unlock.
void okAnotherFiberUnlocks() {
  csp::mutex turn;
  turn.lock();
  csp::go([&turn] { turn.unlock(); });
  turn.lock();
  turn.unlock();
}

void okReaders() {
  csp::rw_mutex table;
  table.lock_shared();
  table.lock_shared();
  table.unlock_shared();
  table.unlock_shared();
}

void okLockedElsewhere() {
  csp::mutex mu;
  lockElsewhere(mu);
  mu.unlock();
}

class session {
 public:
  void begin() { mu_.lock(); }
  void end() { mu_.unlock(); }

 private:
  csp::mutex mu_;
};

void okMethodsOfOneObject() {
  auto one = std::make_shared<session>();
  one->begin();
  one->end();
  one->begin();
  one->end();
}

int main() {
  okPlain();
  okEveryPath();
  okSameCondition();
  okTryLock();
  okGuardUnlocksOnce();
  okGuardLocksLater();
  okGuardReleases();
  okGuardMoves();
  okAdopts();
  okUnlockedAroundTheCall();
  okDefer();
  okCatch();
  okAnotherFiberUnlocks();
  okReaders();
  okLockedElsewhere();
  okMethodsOfOneObject();
}
