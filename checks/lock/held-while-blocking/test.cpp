// Channel operations under a lock that the other side needs, on csp.
#include <mutex>

#include <csp/csp.h>

class meter {
 public:
  void add(int value) {
    std::lock_guard guard(mu_);
    total_ += value;
    changes_.send(total_);  // expect: send on 'changes_' blocks for ever while it holds
  }
  void follow() {
    for (int i = 0; i < 2; ++i) {
      {
        std::lock_guard guard(mu_);
        total_ = 0;
      }
      changes_.recv();
    }
  }

 private:
  csp::mutex mu_;
  int total_ = 0;
  csp::chan<int> changes_{0};
};

void badSendUnderTheLock() {
  meter power;
  csp::go([&power] { power.follow(); });
  power.add(1);
  power.add(2);
}

int main() { badSendUnderTheLock(); }
