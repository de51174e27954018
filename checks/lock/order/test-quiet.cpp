// Locks that every fiber takes in one order, or so that nobody waits, on csp.
#include <functional>
#include <mutex>
#include <shared_mutex>

#include <csp/csp.h>

bool failed(int id);

struct account {
  csp::mutex mu;
  int id = 0;
  int balance = 0;
};

void okSameOrder() {
  csp::mutex first, second;
  csp::wait_group both;
  for (int i = 0; i < 2; ++i) {
    both.go([&] {
      std::lock_guard a(first);
      std::lock_guard b(second);
    });
  }
  both.wait();
}

void okScopedLockTakesBoth() {
  account mine, yours;
  auto transfer = [](account& from, account& to) {
    std::scoped_lock both(from.mu, to.mu);
    --from.balance;
    ++to.balance;
  };
  csp::wait_group both;
  both.go([&] { transfer(mine, yours); });
  both.go([&] { transfer(yours, mine); });
  both.wait();
}

void okStdLock() {
  csp::mutex first, second;
  csp::wait_group both;
  both.go([&] {
    std::unique_lock a(first, std::defer_lock), b(second, std::defer_lock);
    std::lock(a, b);
  });
  both.go([&] {
    std::unique_lock b(second, std::defer_lock), a(first, std::defer_lock);
    std::lock(b, a);
  });
  both.wait();
}

void okOrderedByAddress() {
  account mine, yours;
  auto transfer = [](account& from, account& to) {
    account& lower = std::less<>()(&from, &to) ? from : to;
    account& upper = &lower == &from ? to : from;
    std::lock_guard first(lower.mu);
    std::lock_guard second(upper.mu);
    --from.balance;
    ++to.balance;
  };
  csp::wait_group both;
  both.go([&] { transfer(mine, yours); });
  both.go([&] { transfer(yours, mine); });
  both.wait();
}

void okOrderedById() {
  account mine, yours;
  mine.id = 1;
  yours.id = 2;
  auto transfer = [](account& from, account& to) {
    bool inOrder = from.id < to.id;
    std::lock_guard first(inOrder ? from.mu : to.mu);
    std::lock_guard second(inOrder ? to.mu : from.mu);
  };
  csp::wait_group both;
  both.go([&] { transfer(mine, yours); });
  both.go([&] { transfer(yours, mine); });
  both.wait();
}

void okOneAfterTheOther() {
  csp::mutex jobs, log;
  csp::wait_group both;
  both.go([&] {
    {
      std::lock_guard working(jobs);
    }
    std::lock_guard writing(log);
  });
  both.go([&] {
    {
      std::lock_guard writing(log);
    }
    std::lock_guard working(jobs);
  });
  both.wait();
}

void okUnlockedBeforeTheSecond() {
  csp::mutex jobs, log;
  csp::wait_group both;
  both.go([&] {
    std::unique_lock working(jobs);
    if (failed(1)) {
      working.unlock();
      std::lock_guard writing(log);
    }
  });
  both.go([&] {
    std::lock_guard writing(log);
    std::lock_guard working(jobs);
  });
  both.wait();
}

// Who holds the third lock is alone.
void okUnderOneLock() {
  csp::mutex all, left, right;
  csp::wait_group both;
  both.go([&] {
    std::lock_guard alone(all);
    std::lock_guard a(left);
    std::lock_guard b(right);
  });
  both.go([&] {
    std::lock_guard alone(all);
    std::lock_guard b(right);
    std::lock_guard a(left);
  });
  both.wait();
}

void okSecondIsTried() {
  csp::mutex left, right;
  csp::wait_group both;
  both.go([&] {
    std::lock_guard a(left);
    std::lock_guard b(right);
  });
  both.go([&] {
    std::lock_guard b(right);
    if (left.try_lock()) left.unlock();
  });
  both.wait();
}

void okNeverAtTheSameTime() {
  csp::mutex left, right;
  csp::wait_group first;
  first.go([&] {
    std::lock_guard a(left);
    std::lock_guard b(right);
  });
  first.wait();
  std::lock_guard b(right);
  std::lock_guard a(left);
}

void okReadersOnly() {
  csp::rw_mutex users, groups;
  csp::wait_group both;
  both.go([&] {
    std::shared_lock a(users);
    std::shared_lock b(groups);
  });
  both.go([&] {
    std::shared_lock b(groups);
    std::shared_lock a(users);
  });
  both.wait();
}

// The channel orders them: the second begins when the first has unlocked.
void okOrderedByChannel() {
  csp::mutex left, right;
  csp::chan<csp::unit> over(1);
  csp::go([&, over] {
    {
      std::lock_guard a(left);
      std::lock_guard b(right);
    }
    over.send({});
  });
  over.recv();
  std::lock_guard b(right);
  std::lock_guard a(left);
}

int main() {
  okSameOrder();
  okScopedLockTakesBoth();
  okStdLock();
  okOrderedByAddress();
  okOrderedById();
  okOneAfterTheOther();
  okUnlockedBeforeTheSecond();
  okUnderOneLock();
  okSecondIsTried();
  okNeverAtTheSameTime();
  okReadersOnly();
  okOrderedByChannel();
}
