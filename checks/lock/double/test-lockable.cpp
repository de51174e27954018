// Guards of classes of the program's own that can be locked, on csp and the standard library.
#include <memory>
#include <mutex>

#include <csp/csp.h>

// Counts how often it is locked.
class counted_lock {
 public:
  void lock() {
    mu_.lock();  // expect: lock of 'mu_' blocks for ever: this fiber holds it already
    ++times_;
  }
  void unlock() { mu_.unlock(); }

 private:
  csp::mutex mu_;
  int times_ = 0;
};

void badGuards() {
  counted_lock lock;
  std::lock_guard outer(lock);
  std::unique_lock inner(lock);
}

struct lockable {
  virtual ~lockable() = default;
  virtual void lock() = 0;
  virtual void unlock() = 0;
};

struct reader : lockable {
  explicit reader(csp::rw_mutex& of) : mu(of) {}
  void lock() override { mu.lock_shared(); }
  void unlock() override { mu.unlock_shared(); }
  csp::rw_mutex& mu;
};

void badVirtual() {
  csp::rw_mutex mu;
  std::unique_ptr<lockable> lock = std::make_unique<reader>(mu);
  std::lock_guard guard(*lock);
  mu.lock();  // expect: lock of 'mu' blocks for ever: this fiber holds a shared lock of it
}

// What a class adds to a lock is its own.
struct table : csp::mutex {
  int size() {
    std::lock_guard guard(*this);
    return rows;
  }
  int rows = 0;
  csp::mutex spare;
};

void badDerived() {
  table t;
  t.spare.lock();
  t.spare.lock();  // expect: lock of 'spare' blocks for ever: this fiber holds it already
}

void okUnlockedBetween() {
  counted_lock lock;
  std::unique_lock guard(lock);
  guard.unlock();
  lock.lock();
  lock.unlock();
  guard.lock();
}

void okByHandInside() {
  counted_lock lock;
  std::lock_guard guard(lock);
  lock.unlock();
  lock.lock();
}

void okAdopted() {
  counted_lock lock;
  for (int i = 0; i < 2; ++i) {
    lock.lock();
    std::lock_guard guard(lock, std::adopt_lock);
  }
}

void okDeferred() {
  counted_lock lock;
  std::unique_lock first(lock, std::defer_lock);
  std::unique_lock second(lock);
}

void okOneAfterTheOther() {
  table t;
  t.size();
  t.spare.lock();
  t.size();
  t.spare.unlock();
}

int main() {
  okUnlockedBetween();
  okByHandInside();
  okAdopted();
  okDeferred();
  okOneAfterTheOther();
  csp::go(badGuards);
  csp::go(badVirtual);
  csp::go(badDerived);
  csp::sleep_for(std::chrono::seconds(1));
}
