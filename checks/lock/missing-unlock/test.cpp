// Mutexes that stay locked on some path, on csp.
// fixes: 13
#include <cstdlib>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <stdexcept>
#include <string>
#include <utility>

#include <csp/csp.h>

bool failed(int id);
int fetch(int id);
void use(int value);
void help(csp::mutex& mu);

// ---- One function ------------------------------------------------------------------------------

class account {
 public:
  void badEarlyReturn(int amount) {
    mu_.lock();  // expect: 'mu_' is still locked when this path leaves the function
    if (amount > balance_) return;  // note: leaves here, with 'mu_' locked
    balance_ -= amount;
    mu_.unlock();
  }

  void badThrow(int amount) {
    mu_.lock();  // expect: 'mu_' is still locked
    if (amount > balance_)
      throw std::runtime_error("overdrawn");  // note: the exception leaves here, with 'mu_' locked
    balance_ -= amount;
    mu_.unlock();
  }

  bool badErrorReturn(int amount) {
    mu_.lock();                           // expect: 'mu_' is still locked
    if (amount > balance_) return false;  // note: leaves here
    balance_ -= amount;
    mu_.unlock();
    return true;
  }

  void badOneBranch(int amount) {
    mu_.lock();  // expect: 'mu_' is still locked
    if (amount > balance_) {
      use(balance_);
    } else {
      balance_ -= amount;
      mu_.unlock();
    }
  }

  void badSwitch(int command) {
    mu_.lock();  // expect: 'mu_' is still locked
    switch (command) {
      case 0:
        balance_ = 0;
        break;
      case 1:
        return;  // note: leaves here
      default:
        break;
    }
    mu_.unlock();
  }

  void badShared(int id) {
    readers_.lock_shared();      // expect: 'readers_' is still locked
    if (balance_ == id) return;  // note: leaves here
    use(balance_);
    readers_.unlock_shared();
  }

  void badCatchReturns(int id) {
    mu_.lock();  // expect: 'mu_' is still locked
    try {
      balance_ = fetch(id);
    } catch (const std::exception&) {
      return;  // note: leaves here
    }
    mu_.unlock();
  }

  void badContinue() {
    for (int id = 0; id < 3; ++id) {
      mu_.lock();  // expect: 'mu_' is still locked
      if (failed(id)) break;
      balance_ += id;
      mu_.unlock();
    }
  }

  // Only the second pair is wrong.
  void badSecondPair(int amount) {
    mu_.lock();
    balance_ += amount;
    mu_.unlock();
    mu_.lock();  // expect: 'mu_' is still locked
    if (amount > balance_) return;
    balance_ -= amount;
    mu_.unlock();
  }

  void badHelperThrows(int amount) {
    mu_.lock();  // expect: 'mu_' is still locked
    check(amount);
    balance_ -= amount;
    mu_.unlock();
  }

  // The unlock in the loop is that of both locks.
  void badLockedAgain(int amount) {
    mu_.lock();
    while (balance_ < amount) {
      mu_.unlock();
      csp::yield();
      mu_.lock();  // expect: 'mu_' is still locked
      if (balance_ < 0) return;
    }
    mu_.unlock();
  }

  // What is called under the lock would be called without it.
  int badResult(int amount) {
    mu_.lock();  // expect: 'mu_' is still locked
    if (amount > balance_) return 0;
    mu_.unlock();
    return fetch(amount);
  }

  void badLambda(int amount) {
    auto withdraw = [this](int sum) {
      mu_.lock();  // expect: 'mu_' is still locked
      if (sum > balance_) return;
      balance_ -= sum;
      mu_.unlock();
    };
    withdraw(amount);
  }

  void badInFiber(int amount) {
    csp::go([this, amount] {
      mu_.lock();                     // expect: 'mu_' is still locked
      if (amount > balance_) return;  // note: leaves here
      balance_ -= amount;
      mu_.unlock();
    });
  }

  void badStdFunction(int amount) {
    std::function<void(int)> withdraw = [this](int sum) {
      mu_.lock();  // expect: 'mu_' is still locked
      if (sum > balance_) return;
      balance_ -= sum;
      mu_.unlock();
    };
    withdraw(amount);
  }

 private:
  void check(int amount) {
    if (amount > balance_) throw std::runtime_error("overdrawn");
  }

  csp::mutex mu_;
  csp::rw_mutex readers_;
  int balance_ = 10;
};

namespace {
csp::mutex table_mutex;
std::map<int, int> table;
}  // namespace

void badGlobal(int id) {
  table_mutex.lock();               // expect: 'table_mutex' is still locked
  if (!table.contains(id)) return;  // note: leaves here
  table.erase(id);
  table_mutex.unlock();
}

void badParameter(csp::mutex& mu, int id) {
  mu.lock();               // expect: 'mu' is still locked
  if (failed(id)) return;  // note: leaves here
  mu.unlock();
}

struct shared_state {
  csp::mutex mu;
  int value = 0;
};

void badThroughPointer(const std::shared_ptr<shared_state>& state, int id) {
  state->mu.lock();  // expect: 'mu' is still locked
  if (state->value == id) return;
  state->value = id;
  state->mu.unlock();
}

template <class T>
class stack {
 public:
  void badPush(T value) {
    mu_.lock();  // expect: 'mu_' is still locked
    if (value == T()) return;
    top_ = value;
    mu_.unlock();
  }

 private:
  csp::mutex mu_;
  T top_{};
};

template class stack<int>;

#define LOCK(mu) (mu).lock()
#define UNLOCK(mu) (mu).unlock()

void badMacro(csp::mutex& mu, int id) {
  LOCK(mu);  // expect: 'mu' is still locked
  if (failed(id)) return;
  UNLOCK(mu);
}

// A panic that the caller recovers from.
void withdraw(csp::mutex& mu, int amount) {
  mu.lock();  // expect: 'mu' is still locked
  if (amount > 10) csp::panic("overdrawn");
  mu.unlock();
}

int badPanicIsRecovered(int amount) {
  csp::mutex mu;
  try {
    withdraw(mu, amount);
  } catch (const csp::panic_error&) {
    return 500;  // note: leaves here
  }
  return 200;
}

// ---- Fine: unlocked on every path --------------------------------------------------------------

class counter {
 public:
  void okPair(int amount) {
    mu_.lock();
    value_ += amount;
    mu_.unlock();
  }

  bool okEveryReturn(int amount) {
    mu_.lock();
    if (amount > value_) {
      mu_.unlock();
      return false;
    }
    value_ -= amount;
    mu_.unlock();
    return true;
  }

  void okGuard(int amount) {
    std::lock_guard guard(mu_);
    if (amount > value_) return;
    if (amount < 0) throw std::runtime_error("negative");
    value_ -= amount;
  }

  void okUniqueLock(int amount) {
    std::unique_lock lock(mu_);
    if (amount > value_) return;
    lock.unlock();
    use(amount);
    lock.lock();
    value_ -= amount;
  }

  std::unique_lock<csp::mutex> okGuardIsReturned(int amount) {
    std::unique_lock lock(mu_);
    if (amount > value_) return {};
    return lock;
  }

  std::unique_lock<csp::mutex> okLateLockIsReturned(int amount) {
    std::unique_lock lock(mu_, std::defer_lock);
    if (amount > value_) return lock;
    lock.lock();
    if (amount == 7) lock.unlock();
    return lock;
  }

  void okAdopted(int amount) {
    mu_.lock();
    std::lock_guard guard(mu_, std::adopt_lock);
    if (amount > value_) return;
    value_ -= amount;
  }

  void okDeferred(int amount) {
    mu_.lock();
    csp::defer release{[this] { mu_.unlock(); }};
    if (amount > value_) return;
    if (amount < 0) throw std::runtime_error("negative");
    value_ -= amount;
  }

  void okCatchUnlocks(int id) {
    mu_.lock();
    try {
      value_ = fetch(id);
    } catch (...) {
      mu_.unlock();
      throw;
    }
    mu_.unlock();
  }

  // fetch() could throw, but nothing here says that it does.
  void okCallMayThrow(int id) {
    mu_.lock();
    value_ = fetch(id);
    mu_.unlock();
  }

  void okBreaks() {
    mu_.lock();
    for (int id = 0; id < 3; ++id)
      if (failed(id)) break;
    mu_.unlock();
  }

  void okUnlockedAround(int id) {
    mu_.lock();
    while (value_ < id) {
      mu_.unlock();
      csp::yield();
      mu_.lock();
    }
    mu_.unlock();
  }

  void okSameCondition(bool shared) {
    if (shared) mu_.lock();
    use(value_);
    if (shared) mu_.unlock();
  }

  void okTried(int amount) {
    if (!mu_.try_lock()) return;
    value_ -= amount;
    mu_.unlock();
  }

  void okHelperUnlocks(int amount) {
    mu_.lock();
    if (amount > value_) return okFinish(0);
    okFinish(amount);
  }

  void okWaits() {
    mu_.lock();
    while (value_ == 0) changed_.wait();
    --value_;
    mu_.unlock();
  }

  void okEndsTheProcess(int amount) {
    mu_.lock();
    if (amount > value_) std::abort();
    if (amount < 0) csp::panic("negative");
    mu_.unlock();
  }

 private:
  void okFinish(int amount) {
    value_ -= amount;
    mu_.unlock();
  }

  csp::mutex mu_;
  csp::cond changed_{mu_};
  int value_ = 0;
};

// ---- Fine: locks for others --------------------------------------------------------------------

class gate {
 public:
  void lock() { mu_.lock(); }
  void unlock() { mu_.unlock(); }

 private:
  csp::mutex mu_;
};

class okScoped {
 public:
  explicit okScoped(csp::mutex& mu) : mu_(mu) { mu_.lock(); }
  ~okScoped() { mu_.unlock(); }

 private:
  csp::mutex& mu_;
};

// The caller learns whether it holds the lock, and gives it back.
class registry {
 public:
  bool okEnter(int id) {
    entry_.lock();
    if (id > limit_) {
      entry_.unlock();
      return false;
    }
    return true;
  }
  void leave() { entry_.unlock(); }

 private:
  csp::mutex entry_;
  int limit_ = 3;
};

// Other code unlocks it when this says so.
bool okTellsCaller(shared_state& state, int id) {
  state.mu.lock();
  if (state.value != id) return true;
  state.mu.unlock();
  return false;
}

void okGivenToUnseenCode(csp::mutex& mu, int id) {
  mu.lock();
  if (failed(id)) {
    help(mu);
    return;
  }
  mu.unlock();
}

class worker {
 public:
  void okUnseenMethodUnlocks(int id) {
    mu_.lock();
    if (failed(id)) {
      finish();
      return;
    }
    mu_.unlock();
  }

 private:
  void finish();
  csp::mutex mu_;
};

csp::mutex known_everywhere;

// What is called may unlock a global that other units know.
void okUnseenMayUnlock(int id) {
  known_everywhere.lock();
  if (failed(id)) {
    use(id);
    return;
  }
  known_everywhere.unlock();
}

// A fiber unlocks what this one has locked.
void okFiberUnlocks(csp::mutex& mu, int id) {
  mu.lock();
  if (failed(id)) {
    csp::go([&mu] { mu.unlock(); });
    return;
  }
  mu.unlock();
}

csp::mutex stage_mutex;

void okFiberUnlocksGlobal(int id) {
  csp::go([=] {
    stage_mutex.lock();
    csp::go([=] {
      use(failed(id));
      stage_mutex.unlock();
    });
  });
}

// The caller has it locked, and gets it back.
void okGivesItUpMeanwhile(csp::mutex& mu, int id) {
  while (failed(id)) {
    mu.unlock();
    csp::yield();
    mu.lock();
  }
}

struct node {
  csp::mutex mu;
  node* next = nullptr;
  int value = 0;
};

// From one lock to the next.
void okHandOverHand(node* head, int value) {
  head->mu.lock();
  node* at = head;
  while (at->next) {
    node* next = at->next;
    next->mu.lock();
    at->mu.unlock();
    at = next;
    if (at->value == value) break;
  }
  at->mu.unlock();
}

// ---- Suppressed --------------------------------------------------------------------------------

void okIgnored(csp::mutex& mu, int id) {
  mu.lock();  // NOLINT(lock-missing-unlock)
  if (failed(id)) return;
  mu.unlock();
}

// ---- Known misses ------------------------------------------------------------------------------

// Nothing in the function unlocks it: it could lock for its callers.
void fnNeverUnlocked(csp::mutex& mu, int id) {
  mu.lock();
  use(id);
}

// The caller of a function with a result could unlock what other code can reach.
bool fnErrorReturn(shared_state& state, int id) {
  state.mu.lock();
  if (state.value == id) return false;
  state.value = id;
  state.mu.unlock();
  return true;
}

// Where a function unlocks that has not locked, others may lock for it.
class two_parts {
 public:
  void fnHelperUnlocksSometimes(int id) {
    mu_.lock();
    if (id > 0) finish(id);
  }

 private:
  void finish(int id) {
    if (failed(id)) return;
    mu_.unlock();
  }

  csp::mutex mu_;
};

// The fiber could unlock it: that it does not is not asked.
void fnFiberIsStarted(csp::mutex& mu, int id) {
  mu.lock();
  csp::go([&mu] { use(mu.try_lock()); });
  if (failed(id)) return;
  mu.unlock();
}

void fnTried(csp::mutex& mu, int id) {
  if (!mu.try_lock()) return;
  if (failed(id)) return;
  mu.unlock();
}

// The end of main ends all.
int main(int argc, char**) {
  csp::mutex mu;
  mu.lock();
  if (argc > 1) return 1;
  mu.unlock();
}
