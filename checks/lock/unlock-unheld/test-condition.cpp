// Waits on condition variables whose lock nobody holds, on csp. Each ends the process.
#include <csp/csp.h>

bool ready();
int pick();

void badNeverLocked() {
  csp::mutex mu;
  csp::cond changed(mu);
  changed.wait();  // expect: the wait on 'changed' gives up a lock that nobody holds
}

void badUnlockedBefore() {
  csp::mutex mu;
  csp::cond changed(mu);
  mu.lock();
  if (!ready()) mu.unlock();
  changed.wait();  // expect: the wait on 'changed' gives up a lock that nobody holds
  mu.unlock();
}

void okLocked() {
  csp::mutex mu;
  csp::cond changed(mu);
  csp::go([&] { changed.broadcast(); });
  mu.lock();
  while (!ready()) changed.wait();
  mu.unlock();
}

int main() {
  switch (pick()) {
    case 1:
      return badNeverLocked(), 0;
    case 2:
      return badUnlockedBefore(), 0;
    case 3:
      return okLocked(), 0;
  }
}
