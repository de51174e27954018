// Mutexes of Boost.Fiber that stay locked on some path.
#include <mutex>
#include <stdexcept>

#include <boost/fiber/all.hpp>

class cache {
 public:
  void badEarlyReturn(int id) {
    mu_.lock();               // expect: 'mu_' is still locked when this path leaves the function
    if (id == last_) return;  // note: leaves here, with 'mu_' locked
    last_ = id;
    mu_.unlock();
  }

  void badThrow(int id) {
    // expect@+2: 'nested_' is still locked
    // fix@+1: let a guard hold 'nested_'
    nested_.lock();
    if (id < 0) throw std::invalid_argument("id");  // note: the exception leaves here
    last_ = id;
    nested_.unlock();
  }

  void badInFiber(int id) {
    boost::fibers::fiber([this, id] {
      mu_.lock();  // expect: 'mu_' is still locked
      if (id == last_) return;
      last_ = id;
      mu_.unlock();
    }).detach();
  }

  void okGuard(int id) {
    std::lock_guard<boost::fibers::mutex> guard(mu_);
    if (id == last_) return;
    last_ = id;
  }

  void okEveryReturn(int id) {
    mu_.lock();
    if (id == last_) {
      mu_.unlock();
      return;
    }
    last_ = id;
    mu_.unlock();
  }

  void okTimed(int id) {
    if (!timed_.try_lock()) return;
    last_ = id;
    timed_.unlock();
  }

 private:
  boost::fibers::mutex mu_;
  boost::fibers::recursive_mutex nested_;
  boost::fibers::timed_mutex timed_;
  int last_ = 0;
};
