#include <atomic>
#include <functional>
#include <mutex>
#include <stdexcept>
#include <string>
#include <vector>

#include <csp/csp.h>

// --- a new value is made from the old one

void badCounter() {
  std::atomic<int> count = 0;  // note: 'count' declared here
  csp::wait_group workers;
  for (int i = 0; i < 2; ++i)
    workers.go([&] {
      int before = count.load();  // note: 'count' is loaded here
      // expect@+1: 'count' is loaded and then stored in two steps: fiber
      count.store(before + 1);
    });
  workers.wait();
}

void badOperators() {
  std::atomic<int> count = 0;
  csp::wait_group workers;
  workers.go([&] { count = count + 1; });  // expect: 'count' is loaded and then stored
  workers.go([&] { count = 5; });          // note: 'count' is stored to here
  workers.wait();
}

void badAgainstUpdate() {
  std::atomic<int> count = 0;
  csp::wait_group workers;
  workers.go([&] { ++count; });                        // note: 'count' is stored to here
  workers.go([&] { count.store(count.load() * 2); });  // expect: 'count' is loaded and then stored
  workers.wait();
}

class Account {
 public:
  Account() : balance_(10) {}
  bool withdraw(int amount) {
    int balance = balance_.load();
    if (balance < amount) return false;
    balance_.store(balance - amount);  // expect: 'balance_' is loaded and then stored
    return true;
  }

 private:
  std::atomic<int> balance_;
};

void badMember() {
  Account account;
  csp::wait_group customers;
  customers.go([&] { account.withdraw(10); });
  customers.go([&] { account.withdraw(10); });
  customers.wait();
}

std::atomic<int> tickets = 1;

void takeTicket() {
  if (int left = tickets.load(); left > 0)
    tickets.store(left - 1);  // expect: 'tickets' is loaded and then stored
}

void badGlobal() {
  csp::wait_group customers;
  std::function<void()> task = takeTicket;
  customers.go(task);
  customers.go(task);
  customers.wait();
}

template <class T>
void grow(T& size) {
  size.store(size.load() + 1);  // expect: 'size' is loaded and then stored
}

void badTemplate() {
  std::atomic<long> size = 0;
  csp::wait_group workers;
  for (int i = 0; i < 2; ++i) workers.go([&size] { grow(size); });
  workers.wait();
}

#define GROW(size) (size).store((size).load() + 1)

void badMacro() {
  std::atomic<long> size = 0;
  csp::wait_group workers;
  for (int i = 0; i < 2; ++i) workers.go([&size] { GROW(size); });  // expect: 'size' is loaded
  workers.wait();
}

void badUnlockedBetween() {
  std::atomic<int> level = 0;
  csp::mutex guard;
  csp::wait_group workers;
  for (int i = 0; i < 2; ++i)
    workers.go([&] {
      int before = 0;
      {
        std::lock_guard lock(guard);
        before = level.load();
      }
      std::lock_guard lock(guard);
      level.store(before + 1);  // expect: 'level' is loaded and then stored
    });
  workers.wait();
}

void badDeferred() {
  std::atomic<int> ended = 0;
  csp::wait_group workers;
  for (int i = 0; i < 2; ++i)
    workers.go([&] {
      csp::defer count{[&] {
        ended.store(ended.load() + 1);  // expect: 'ended' is loaded and then stored
      }};
    });
  workers.wait();
}

// --- a test of the old one decides

void badStartTwice() {
  std::atomic<bool> isStarted = false;
  csp::wait_group callers, services;
  for (int i = 0; i < 2; ++i)
    callers.go([&] {
      if (isStarted.load()) return;
      isStarted.store(true);  // expect: 'isStarted' is loaded and then stored
      services.go([] {});
    });
  callers.wait();
  services.wait();
}

class Feed {
 public:
  void shutDown() {
    if (!isClosed_) {
      isClosed_ = true;  // expect: 'isClosed_' is loaded and then stored
      close();
    }
  }

 private:
  void close() { items_.close(); }
  std::atomic<bool> isClosed_ = false;
  csp::chan<int> items_;
};

void badCloseTwice() {
  Feed feed;
  csp::wait_group users;
  for (int i = 0; i < 2; ++i) users.go([&] { feed.shutDown(); });
  users.wait();
}

enum class State { Idle, Busy, Failed };

void badOverwritten() {
  std::atomic<State> state = State::Idle;
  csp::wait_group workers;
  workers.go([&] {
    if (state.load() == State::Idle)
      state.store(State::Busy);  // expect: 'state' is loaded and then stored
  });
  workers.go([&] { state.store(State::Failed); });  // note: 'state' is stored to here
  workers.wait();
}

void badThrows() {
  std::atomic<int> users = 0;
  csp::wait_group workers;
  for (int i = 0; i < 2; ++i)
    workers.go([&] {
      try {
        if (users.load() > 0) throw std::runtime_error("in use");
        users.store(1 + i);  // expect: 'users' is loaded and then stored
      } catch (const std::runtime_error&) {
      }
    });
  workers.wait();
}

void badSpinLock() {
  std::atomic<bool> isLocked = false;
  csp::wait_group workers;
  for (int i = 0; i < 2; ++i)
    workers.go([&] {
      while (isLocked.load()) csp::yield();
      isLocked.store(true);  // expect: 'isLocked' is loaded and then stored
      csp::go([] {});
      isLocked.store(false);
    });
  workers.wait();
}

// --- entries of a map

csp::sync_map<std::string, int> ids;
std::atomic<int> nextId = 0;

int idOf(const std::string& name) {
  if (auto known = ids.load(name)) return *known;  // note: 'ids' is loaded here
  int id = nextId++;
  ids.store(name, id);  // expect: 'ids' is loaded and then stored
  return id;
}

void badEntry() {
  csp::wait_group users;
  for (int i = 0; i < 2; ++i) users.go([] { idOf("ann"); });
  users.wait();
}

void badCountInMap() {
  csp::sync_map<int, int> hits;
  csp::wait_group users;
  for (int i = 0; i < 2; ++i)
    users.go([&] {
      auto before = hits.load(7);
      hits.store(7, before ? *before + 1 : 1);  // expect: 'hits' is loaded and then stored
    });
  users.wait();
}

class Rooms {
 public:
  csp::chan<int> room(int number) {
    std::optional<csp::chan<int>> known = rooms_.load(number);
    if (known.has_value()) return known.value();
    csp::chan<int> made(1);
    rooms_.store(number, made);  // expect: 'rooms_' is loaded and then stored
    return made;
  }

 private:
  csp::sync_map<int, csp::chan<int>> rooms_;
};

void badTwoRooms() {
  Rooms rooms;
  csp::wait_group guests;
  for (int i = 0; i < 2; ++i) guests.go([&] { rooms.room(1); });
  guests.wait();
}

void badErasedBetween() {
  csp::sync_map<int, int> seats;
  seats.store(1, 5);
  csp::wait_group workers;
  workers.go([&] {
    if (auto seat = seats.load(1)) seats.store(1, *seat + 1);  // expect: 'seats' is loaded and then
  });
  workers.go([&] { seats.erase(1); });
  workers.wait();
}

int main() {}
