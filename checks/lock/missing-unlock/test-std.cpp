// Mutexes of the standard library that stay locked on some path.
// fixes: 3
#include <condition_variable>
#include <mutex>
#include <shared_mutex>
#include <stdexcept>
#include <thread>

bool failed(int id);
void use(int value);

class cache {
 public:
  void badEarlyReturn(int id) {
    mu_.lock();               // expect: 'mu_' is still locked when this path leaves the function
    if (id == last_) return;  // note: leaves here, with 'mu_' locked
    last_ = id;
    mu_.unlock();
  }

  void badThrow(int id) {
    mu_.lock();                                     // expect: 'mu_' is still locked
    if (id < 0) throw std::invalid_argument("id");  // note: the exception leaves here
    last_ = id;
    mu_.unlock();
  }

  int badShared(int id) {
    shared_.lock_shared();       // expect: 'shared_' is still locked
    if (id == last_) return id;  // note: leaves here
    int found = last_;
    shared_.unlock_shared();
    return found;
  }

  void badRecursive(int id) {
    nested_.lock();  // expect: 'nested_' is still locked
    if (id == last_) return;
    nested_.unlock();
  }

  void badInThread(int id) {
    std::thread([this, id] {
      mu_.lock();  // expect: 'mu_' is still locked
      if (id == last_) return;
      last_ = id;
      mu_.unlock();
    }).detach();
  }

  void okGuards(int id) {
    std::scoped_lock both(mu_, nested_);
    if (id == last_) return;
    last_ = id;
  }

  void okWaits(int id) {
    std::unique_lock lock(mu_);
    changed_.wait(lock, [&] { return last_ == id; });
    if (id < 0) return;
    lock.unlock();
    use(id);
  }

  void okLockTwo(cache& other) {
    std::lock(mu_, other.mu_);
    std::lock_guard mine(mu_, std::adopt_lock), theirs(other.mu_, std::adopt_lock);
    if (last_ == other.last_) return;
    last_ = other.last_;
  }

  void okReversed(int id) {
    std::unique_lock lock(mu_);
    while (failed(id)) {
      lock.unlock();
      use(id);
      lock.lock();
    }
  }

  void okTimed(int id) {
    if (!timed_.try_lock_for(std::chrono::seconds(1))) return;
    last_ = id;
    timed_.unlock();
  }

 private:
  std::mutex mu_;
  std::shared_mutex shared_;
  std::recursive_mutex nested_;
  std::timed_mutex timed_;
  std::condition_variable changed_;
  int last_ = 0;
};

// A condition's own lock, taken and given back by hand.
class queue {
 public:
  bool okPop(int& value) {
    mu_.lock();
    while (size_ == 0 && !closed_) {
      mu_.unlock();
      std::this_thread::yield();
      mu_.lock();
    }
    if (size_ == 0) {
      mu_.unlock();
      return false;
    }
    value = --size_;
    mu_.unlock();
    return true;
  }

 private:
  std::mutex mu_;
  int size_ = 0;
  bool closed_ = false;
};

bool okUse(queue& from, int& value) { return from.okPop(value); }
