// A shared lock taken twice, on csp: the writer that came in between holds the second one back.
#include <mutex>
#include <shared_mutex>

#include <csp/csp.h>

class settings {
 public:
  int timeout() {
    std::shared_lock lock(mu_);
    return lookUp() + 1;
  }
  void reload() {
    std::unique_lock lock(mu_);
    ++version_;
  }

 private:
  int lookUp() {
    // expect@+1: shared lock of 'mu_' blocks for ever: this fiber holds a shared lock already, and a writer waits in between
    std::shared_lock lock(mu_);
    return version_;
  }

  csp::rw_mutex mu_;
  int version_ = 0;
};

void badRecursiveRead() {
  settings now;
  csp::go([&now] { now.reload(); });
  now.timeout();
}

int main() { badRecursiveRead(); }
