// A mutex locked by the fiber that holds it, on csp: through a method that locks for itself.
#include <mutex>
#include <string>

#include <csp/csp.h>

class account {
 public:
  void deposit(int amount) {
    std::lock_guard guard(mu_);
    balance_ += amount;
    audit();
  }
  int balance() {
    std::lock_guard guard(mu_);  // expect: lock of 'mu_' blocks for ever: this fiber holds it
    return balance_;
  }

 private:
  void audit() {
    if (balance() < 0) balance_ = 0;
  }

  csp::mutex mu_;
  int balance_ = 0;
};

void badMethodCallsLockingMethod() {
  account mine;
  mine.deposit(10);
}

int main() { badMethodCallsLockingMethod(); }
