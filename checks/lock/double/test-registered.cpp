// Functions that are only handed to code which is not seen, such as tests that register themselves.
#include <functional>

#include <csp/csp.h>

void addTest(const char* name, void (*run)());
void addHandler(std::function<void(int)> handler);

void badTest() {
  csp::mutex lock;
  lock.lock();  // note: 'lock' locked here
  lock.lock();  // expect: lock of 'lock' blocks for ever
}

void okTest() {
  csp::mutex lock;
  lock.lock();
  lock.unlock();
  lock.lock();
  lock.unlock();
}

// What is given to it decides.
void okHandler(int id) {
  csp::mutex lock;
  lock.lock();
  if (id > 7) {
    lock.unlock();
    lock.lock();
  }
  lock.unlock();
}

// Whoever it is given to calls it with the lock unlocked.
void okCalledBySeen(csp::mutex& lock) {
  csp::mutex other;
  other.lock();
  lock.lock();
  lock.unlock();
  other.unlock();
}

void callWith(void (*task)(csp::mutex&)) {
  csp::mutex lock;
  task(lock);
}

struct Registered {
  Registered() {
    addTest("bad", &badTest);
    addTest("ok", okTest);
    addHandler(okHandler);
    callWith(&okCalledBySeen);
  }
};
static Registered registered;
