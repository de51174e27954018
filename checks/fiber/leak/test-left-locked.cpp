// Locks that a fiber keeps when it ends, on csp: all who wait for one are one finding.
#include <csp/csp.h>

void badReturn() {
  csp::mutex mu;
  bool stopped = true;
  csp::chan<csp::unit> tried(0);
  csp::go([&] {
    mu.lock();  // note: 'mu' locked here, in fiber 3
    tried.close();
    if (stopped) return;
    mu.unlock();
  });
  tried.recv();
  for (int i = 0; i < 2; ++i)
    csp::go([&] {
      mu.lock();  // expect: lock of 'mu' blocks for ever: fiber 3 has ended without unlocking it
      mu.unlock();
    });
  csp::go([&] {
    mu.lock();
    mu.unlock();
  });
  csp::sleep_for(std::chrono::seconds(1));
}

void okUnlockedByAnother() {
  csp::mutex mu;
  csp::chan<csp::unit> locked(0);
  csp::go([&] {
    mu.lock();
    locked.close();
  });
  locked.recv();
  csp::go([&] { mu.unlock(); });
  mu.lock();
  mu.unlock();
}

int main() {
  okUnlockedByAnother();
  badReturn();
}
