// A ring of three locks, on csp: no two fibers disagree, all three together do.
#include <csp/csp.h>

void eat(csp::mutex& left, csp::mutex& right) {
  left.lock();
  right.lock();  // expect: the fibers take their locks in different orders
  right.unlock();
  left.unlock();
}

void badRing() {
  csp::mutex forks[3];
  csp::wait_group table;
  table.go([&] { eat(forks[0], forks[1]); });
  table.go([&] { eat(forks[1], forks[2]); });
  table.go([&] { eat(forks[2], forks[0]); });
  table.wait();
}

int main() { badRing(); }
