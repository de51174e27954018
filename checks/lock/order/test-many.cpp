// More fibers than are followed at once, on csp.
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include <csp/csp.h>

// A lock for every name.
class names : public csp::rw_mutex {
 public:
  void acquire(const std::string& name) {
    lock();
    if (!locks_.contains(name)) locks_[name] = std::make_unique<csp::mutex>();
    locks_[name]->lock();
    unlock();
  }

  void release(const std::string& name) {
    lock_shared();  // expect: the fibers take their locks in different orders
    locks_.find(name)->second->unlock();
    unlock_shared();
  }

 private:
  std::map<std::string, std::unique_ptr<csp::mutex>> locks_;
};

void badFifty() {
  names all;
  csp::wait_group users;
  for (int i = 0; i < 50; ++i)
    users.go([&all] {
      for (int turn = 0; turn < 3; ++turn) {
        all.acquire("a");
        all.release("a");
      }
    });
  users.wait();
}

void okFifty() {
  csp::mutex first, second;
  csp::wait_group users;
  for (int i = 0; i < 50; ++i)
    users.go([&] {
      std::lock_guard outer(first);
      std::lock_guard inner(second);
    });
  users.wait();
}

// All of the fifty are needed.
void okBarrier() {
  csp::wait_group arrived, users;
  arrived.add(50);
  for (int i = 0; i < 50; ++i)
    users.go([&] {
      arrived.done();
      arrived.wait();
    });
  users.wait();
}

// The last one unlocks what the first has left locked.
void okHandedOver() {
  csp::mutex gate;
  csp::chan<csp::unit> locked(0);
  csp::wait_group users;
  users.go([&] {
    gate.lock();
    locked.close();
  });
  locked.recv();
  users.go([&] { std::lock_guard guard(gate); });
  for (int i = 0; i < 50; ++i)
    users.go([&gate, i] {
      if (i == 49) gate.unlock();
    });
  users.wait();
}

int main(int count, char**) {
  if (count == 1) badFifty();
  if (count == 2) okFifty();
  if (count == 3) okBarrier();
  if (count == 4) okHandedOver();
}
