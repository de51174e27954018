// Locks taken again by the fiber that holds them, on csp; each in a fiber of its own.
#include <functional>
#include <memory>
#include <mutex>
#include <shared_mutex>

#include <csp/csp.h>

bool ready();
int read(int key);

void badStraightLine() {
  csp::mutex mu;
  mu.lock();
  mu.lock();  // expect: lock of 'mu' blocks for ever
  mu.unlock();
}

// The error path leaves the loop's turn with the lock held.
void badErrorPathKeepsIt() {
  csp::mutex mu;
  for (int key = 0; key < 2; ++key) {
    mu.lock();  // expect: lock of 'mu' blocks for ever
    if (read(key) < 0) continue;
    mu.unlock();
  }
}

void badGuardAndExplicit() {
  csp::mutex mu;
  std::unique_lock lock(mu);
  if (ready()) {
    mu.lock();  // expect: lock of 'mu' blocks for ever
    mu.unlock();
  }
}

void badCallback() {
  auto mu = std::make_shared<csp::mutex>();
  std::function<void()> changed = [mu] {
    std::lock_guard guard(*mu);  // expect: blocks for ever: this fiber holds it already
  };
  std::lock_guard guard(*mu);
  changed();
}

void badUpgrade() {
  csp::rw_mutex table;
  std::shared_lock reading(table);
  if (read(1) < 0) {
    table.lock();  // expect: lock of 'table' blocks for ever
    table.unlock();
  }
}

void badReadWhileWriting() {
  csp::rw_mutex table;
  std::lock_guard writing(table);
  table.lock_shared();  // expect: shared lock of 'table' blocks for ever
  table.unlock_shared();
}

void badDeferredUnlockComesLater() {
  csp::mutex mu;
  mu.lock();
  csp::defer end{[&] { mu.unlock(); }};
  csp::defer count{[&] {
    std::lock_guard guard(mu);  // expect: lock of 'mu' blocks for ever
  }};
}

int main() {
  csp::go(badStraightLine);
  csp::go(badErrorPathKeepsIt);
  csp::go(badGuardAndExplicit);
  csp::go(badCallback);
  csp::go(badUpgrade);
  csp::go(badReadWhileWriting);
  csp::go(badDeferredUnlockComesLater);
  csp::sleep_for(std::chrono::seconds(1));
}
