// A lock that hangs somebody is told by the check that shows how.
// checks: lock-missing-unlock,lock-double
#include <csp/csp.h>

csp::mutex balance_mutex;
int balance = 10;

void badWithdraw(int amount) {
  balance_mutex.lock();  // expect: blocks for ever: this fiber holds it already
  if (amount > balance) return;
  balance -= amount;
  balance_mutex.unlock();
}

csp::mutex limit_mutex;
int limit = 10;

// Nobody comes for this one again.
void badLimit(int to) {
  limit_mutex.lock();  // expect: 'limit_mutex' is still locked when this path leaves the function
  if (to < 0) return;
  limit = to;
  limit_mutex.unlock();
}

int main() {
  badLimit(-1);
  badWithdraw(50);
  badWithdraw(5);
}
