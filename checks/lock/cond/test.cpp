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

// Each primitive has the name that the source gives it.
void badNamed() {
  csp::mutex access;         // note: 'access' made here
  csp::cond filled(access);  // note: 'filled' made here
  csp::go([&] {
    std::lock_guard guard(access);
    filled.signal();
  });
  std::lock_guard guard(access);
  filled.wait();  // expect: wait on 'filled' can last for ever
}

int main() {
  badNoPredicate();
  badNamed();
}
