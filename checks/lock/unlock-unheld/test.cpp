// Mutexes unlocked that nobody holds, on csp. Each ends the process: which one runs is not known.
#include <memory>
#include <mutex>
#include <shared_mutex>

#include <csp/csp.h>

int pick();
bool failed(int id);

void badTwice() {
  csp::mutex mu;
  mu.lock();
  mu.unlock();
  mu.unlock();  // expect: 'mu' is unlocked, but nobody holds it
}

void badNeverLocked() {
  csp::mutex mu;
  if (failed(1)) mu.lock();
  mu.unlock();  // expect: 'mu' is unlocked, but nobody holds it
}

void badErrorPathFallsThrough() {
  csp::mutex mu;
  mu.lock();
  if (failed(1)) mu.unlock();
  mu.unlock();  // expect: 'mu' is unlocked, but nobody holds it
}

void badGuardAndExplicit() {
  csp::mutex mu;
  std::lock_guard guard(mu);
  mu.unlock();
}  // expect: is unlocked, but nobody holds it

void badDeferAndExplicit() {
  auto mu = std::make_shared<csp::mutex>();
  mu->lock();
  csp::defer end{[mu] { mu->unlock(); }};  // expect: 'mu' is unlocked, but nobody holds it
  if (failed(1)) {
    mu->unlock();
    return;
  }
  failed(2);
}

class table {
 public:
  void put(int row) {
    mu_.lock();
    last_ = row;
    if (row < 0) return reject();
    mu_.unlock();
  }
  void reject() {
    last_ = 0;
    mu_.unlock();  // expect: 'mu_' is unlocked, but nobody holds it
  }

 private:
  csp::mutex mu_;
  int last_ = 0;
};

void badHelperUnlocksForItsCaller() {
  table rows;
  rows.put(1);
  rows.reject();
}

void badSharedAfterExclusive() {
  csp::rw_mutex mu;
  mu.lock();
  mu.unlock_shared();  // expect: 'mu' is unlocked, but nobody holds it
}

void badTryLockFailed() {
  csp::mutex mu;
  csp::go([&mu] {
    mu.lock();
    mu.unlock();  // expect: 'mu' is unlocked, but nobody holds it
  });
  mu.try_lock();
  mu.unlock();  // note: unlocked here already
}

int main() {
  switch (pick()) {
    case 0:
      badTwice();
      break;
    case 1:
      badNeverLocked();
      break;
    case 2:
      badErrorPathFallsThrough();
      break;
    case 3:
      badGuardAndExplicit();
      break;
    case 4:
      badDeferAndExplicit();
      break;
    case 5:
      badHelperUnlocksForItsCaller();
      break;
    case 6:
      badSharedAfterExclusive();
      break;
    case 7:
      badTryLockFailed();
      break;
  }
}
