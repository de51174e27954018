// Capacities of Boost.Fiber's buffered channel: powers of two, from 2 on. Others throw.
// flags: -fexceptions
// fixes: 7
#include <cstddef>
#include <memory>

#include <boost/fiber/all.hpp>

template <class T>
using Channel = boost::fibers::buffered_channel<T>;

std::size_t configured();

// ---- What is reported --------------------------------------------------------------------------

void badCapacities() {
  Channel<int> zero(0);      // expect: the capacity has to be a power of two and at least 2, not 0
  Channel<int> one{1};       // expect: the capacity has to be a power of two and at least 2, not 1
  Channel<int> three(3);     // expect: at least 2, not 3  // fix: round it up to 4
  Channel<int> ten{10};      // expect: at least 2, not 10
  Channel<int> round(100u);  // expect: at least 2, not 100
}

constexpr std::size_t kJobs = 12;

void badConstant() {
  Channel<int> jobs(kJobs);      // expect: at least 2, not 12
  Channel<int> more(2 * kJobs);  // expect: at least 2, not 24
  Channel<int> negative(-2);     // expect: at least 2, not -2
}

void badShared() {
  auto jobs = std::make_shared<Channel<int>>(5);  // expect: at least 2, not 5
}

class Pool {
 public:
  Pool() : jobs_(kJobs) {}  // expect: at least 2, not 12

 private:
  Channel<int> jobs_;
};

#define JOBS 6

void badMacro() {
  Channel<int> jobs(JOBS);  // expect: at least 2, not 6
}

// ---- What is fine ------------------------------------------------------------------------------

void okCapacities() {
  Channel<int> two(2);
  Channel<int> large{1024};
  Channel<int> shifted(1u << 4);
  auto shared = std::make_shared<Channel<int>>(8);
}

void okNotConstant(std::size_t size) {
  Channel<int> jobs(configured());
  Channel<int> more(size);
}

void okUnbuffered() { boost::fibers::unbuffered_channel<int> jobs; }

bool okCaught() {
  try {
    Channel<int> none(0);
  } catch (const boost::fibers::fiber_error&) {
    return true;
  }
  return false;
}

void badInHandler() {
  try {
    Channel<int> two(2);
  } catch (...) {
    Channel<int> three(3);  // expect: at least 2, not 3
  }
}
