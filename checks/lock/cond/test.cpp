// Conditions whose signal can come before the wait, on csp.
#include <mutex>

#include <csp/csp.h>

void badNoPredicate() {
  csp::mutex mu;
  csp::cond ready(mu);
  csp::go([&] {
    std::lock_guard guard(mu);
    ready.signal();
  });
  std::lock_guard guard(mu);
  ready.wait();  // expect: wait on 'ready' can last for ever
}

int main() { badNoPredicate(); }
