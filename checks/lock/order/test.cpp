// Two mutexes taken in opposite orders by two fibers, on csp.
#include <mutex>

#include <csp/csp.h>

struct account {
  csp::mutex mu;
  int balance = 0;
};

void transfer(account& from, account& to, int amount) {
  std::lock_guard first(from.mu);
  std::lock_guard second(to.mu);  // expect: the fibers take their locks in different orders
  from.balance -= amount;
  to.balance += amount;
}

void badBothWays() {
  account mine, yours;
  csp::wait_group both;
  both.go([&] { transfer(mine, yours, 10); });
  both.go([&] { transfer(yours, mine, 20); });
  both.wait();
}

int main() { badBothWays(); }
