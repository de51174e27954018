#include <atomic>
#include <memory>
#include <mutex>
#include <string>

#include <csp/csp.h>

// --- one step

void okUpdate() {
  std::atomic<int> count = 0;
  csp::wait_group workers;
  for (int i = 0; i < 2; ++i) workers.go([&] { count.fetch_add(1); });
  for (int i = 0; i < 2; ++i) workers.go([&] { count += 2; });
  workers.wait();
}

void okCompareExchange() {
  std::atomic<int> stock = 1;
  csp::wait_group customers;
  for (int i = 0; i < 2; ++i)
    customers.go([&] {
      int left = stock.load();
      do {
        if (left == 0) return;
      } while (!stock.compare_exchange_strong(left, left - 1));
    });
  customers.wait();
}

void okExchange() {
  std::atomic<bool> isStarted = false;
  csp::wait_group callers, services;
  for (int i = 0; i < 2; ++i)
    callers.go([&] {
      if (isStarted.load()) return;
      if (isStarted.exchange(true)) return;
      services.go([] {});
    });
  callers.wait();
  services.wait();
}

csp::sync_map<std::string, csp::chan<int>> rooms;

csp::chan<int> room(const std::string& name) {
  if (auto known = rooms.load(name)) return *known;
  return rooms.load_or_store(name, csp::chan<int>(1)).first;
}

void okLoadOrStore() {
  csp::wait_group users;
  for (int i = 0; i < 2; ++i) users.go([] { room("lobby").try_send(1); });
  users.wait();
}

// --- nobody comes between

// Each worker waits until it is its turn.
void inTurn(std::atomic<int>& next, int ticket) {
  while (next.load() != ticket) csp::yield();
  next.store(next.load() + 1);
}
void okTurns(csp::chan<int> tickets) {
  std::atomic<int> next = 0;
  csp::wait_group workers;
  for (int i = 0; i < 2; ++i) workers.go([&, ticket = *tickets.recv()] { inTurn(next, ticket); });
  workers.wait();
}

void okLocked() {
  std::atomic<int> level = 0;
  csp::mutex guard;
  csp::wait_group workers;
  for (int i = 0; i < 2; ++i)
    workers.go([&] {
      std::lock_guard lock(guard);
      level.store(level.load() + 1);
    });
  workers.wait();
}

void okCheckedAgainUnderLock() {
  std::atomic<bool> isMade = false;
  csp::mutex guard;
  csp::wait_group workers, services;
  for (int i = 0; i < 2; ++i)
    workers.go([&] {
      if (isMade.load()) return;
      std::lock_guard lock(guard);
      if (isMade.load()) return;
      services.go([] {});
      isMade.store(true);
    });
  workers.wait();
  services.wait();
}

void okOneWriter() {
  std::atomic<int> done = 0;
  csp::wait_group workers;
  workers.go([&] {
    for (int i = 0; i < 3; ++i) done.store(done.load() + 1);
  });
  workers.go([&] {
    if (done.load() > 1) csp::yield();
  });
  workers.wait();
}

void okBeforeTheFirst() {
  std::atomic<int> level = 0;
  level.store(level.load() + 1);
  csp::wait_group workers;
  workers.go([&] { level.store(5); });
  workers.wait();
  level.store(level.load() + 1);
}

void okOneAfterTheOther() {
  std::atomic<int> level = 0;
  for (int i = 0; i < 2; ++i) {
    csp::wait_group one;
    one.go([&] { level.store(level.load() + 1); });
    one.wait();
  }
}

void okEachItsOwn() {
  csp::wait_group workers;
  for (int i = 0; i < 2; ++i) {
    auto count = std::make_shared<std::atomic<int>>(0);
    workers.go([count] { count->store(count->load() + 1); });
  }
  workers.wait();
}

void okOtherKeys() {
  csp::sync_map<int, int> hits;
  csp::wait_group workers;
  for (int i = 0; i < 2; ++i)
    workers.go([&hits, i] { hits.store(i, hits.load(i).value_or(0) + 1); });
  workers.wait();
}

void okTokens() {
  std::atomic<int> count = 0;
  csp::chan<int> token(1);
  token.send(0);
  csp::wait_group workers;
  for (int i = 0; i < 2; ++i)
    workers.go([&] {
      token.recv();
      count.store(count.load() + 1);
      token.send(0);
    });
  workers.wait();
}

// --- it makes no difference

// Both say the same.
void okFlag() {
  std::atomic<bool> isSeen = false;
  csp::wait_group workers;
  for (int i = 0; i < 2; ++i)
    workers.go([&] {
      if (!isSeen.load()) isSeen.store(true);
    });
  workers.wait();
}

void okStop() {
  std::atomic<bool> isStopping = false;
  auto [context, cancel] = csp::with_cancel(csp::background());
  csp::cancel_func stop = cancel;
  csp::wait_group users;
  for (int i = 0; i < 2; ++i)
    users.go([&] {
      if (isStopping.load()) return;
      isStopping.store(true);
      stop();
    });
  users.wait();
}

// The test comes out the same after the other's store.
void okStillHolds() {
  std::atomic<int> level = 1;
  csp::wait_group workers;
  workers.go([&] {
    if (level.load() < 100) level.store(0);
  });
  workers.go([&] { level.store(5); });
  workers.wait();
}

// --- the store does not rest on the load

void okForALog() {
  std::atomic<int> level = 0;
  csp::chan<int> log(4);
  csp::wait_group workers;
  for (int i = 0; i < 2; ++i)
    workers.go([&, i] {
      if (level.load() > 3) log.try_send(level.load());
      level.store(i);
    });
  workers.wait();
}

void okOverwrittenLocal(int measured) {
  std::atomic<int> level = 0;
  csp::wait_group workers;
  for (int i = 0; i < 2; ++i)
    workers.go([&] {
      int now = level.load();
      if (now > 3) csp::yield();
      now = measured;
      level.store(now);
    });
  workers.wait();
}

void okOtherAtomic() {
  std::atomic<int> in = 0, out = 0;
  csp::wait_group workers;
  for (int i = 0; i < 2; ++i)
    workers.go([&] {
      ++in;
      out.store(in.load());
    });
  workers.wait();
}

// --- known misses

// The load and the store are in functions of their own.
class Level {
 public:
  int get() const { return value_.load(); }
  void set(int value) { value_.store(value); }

 private:
  std::atomic<int> value_ = 0;
};

void fnInTwoFunctions() {
  Level level;
  csp::wait_group workers;
  for (int i = 0; i < 2; ++i) workers.go([&] { level.set(level.get() + 1); });
  workers.wait();
}

// The second step is one that makes no store.
void fnBoundedUpdate() {
  std::atomic<int> users = 0;
  csp::wait_group workers;
  for (int i = 0; i < 2; ++i)
    workers.go([&] {
      if (users.load() < 1) users.fetch_add(1);
    });
  workers.wait();
}

int main() {}
