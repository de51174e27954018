// Capacities that wrap around, on csp, where every number from 0 on is one.
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include <csp/csp.h>

int configured();

// ---- What is reported --------------------------------------------------------------------------

void badNegative() {
  csp::chan<int> jobs(-1);  // expect: the capacity -1 becomes a huge one
  jobs.close();
}

void badMadeByFunction() {
  auto jobs = csp::make_chan<int>(-8);  // expect: the capacity -8 becomes a huge one
  jobs.close();
}

constexpr int kWorkers = 0;

void badComputed() {
  csp::chan<int> jobs(kWorkers - 1);  // expect: the capacity -1 becomes a huge one
  const int spare = -2;
  csp::chan<int> more(spare);  // expect: the capacity -2 becomes a huge one
}

void badShared() {
  auto jobs = std::make_shared<csp::chan<int>>(-1);  // expect: the capacity -1 becomes a huge one
  auto more = std::make_unique<csp::chan<int>>(-1);  // expect: the capacity -1 becomes a huge one
}

class Server {
 public:
  Server() : results_(-3) {}  // expect: the capacity -3 becomes a huge one

 private:
  csp::chan<int> jobs_ = csp::chan<int>(-4);  // expect: the capacity -4 becomes a huge one
  csp::chan<int> results_;
};

void badInLambda() {
  csp::go([] { csp::chan<int> jobs(-1); });  // expect: the capacity -1 becomes a huge one
}

template <class T, int kSize>
void badTemplate() {
  csp::chan<T> jobs(kSize);  // expect: the capacity -5 becomes a huge one
}
template void badTemplate<int, -5>();
template void badTemplate<int, 5>();

#define UNLIMITED -1

void badMacro() {
  csp::chan<int> jobs(UNLIMITED);  // expect: the capacity -1 becomes a huge one
}

// ---- What is fine ------------------------------------------------------------------------------

void okCapacities() {
  csp::chan<int> none;
  csp::chan<int> meeting(0);
  csp::chan<int> one(1);
  csp::chan<int> three(3);
  auto seven = csp::make_chan<int>(7);
  auto zero = csp::make_chan<int>();
  auto shared = std::make_shared<csp::chan<int>>(5);
  csp::chan<int> same = three;
}

void okNotConstant(int size, std::size_t count) {
  csp::chan<int> jobs(configured());
  csp::chan<int> more(size - 1);
  csp::chan<int> results(count - 1);
}

// As large as can be, by name.
void okUnsigned() {
  csp::chan<int> jobs(SIZE_MAX);
  csp::chan<int> more(static_cast<std::size_t>(-1));
}

void okOthers() {
  std::vector<int> values(4, -1);
  std::optional<int> value(-1);
  csp::wait_group open;
  open.add(-1);
}

class Sized {
 public:
  explicit Sized(int size) : jobs_(size) {}
  void okReplaced() { jobs_ = csp::chan<int>(2); }

 private:
  csp::chan<int> jobs_;
};

template <int kSize>
void okTemplate() {
  csp::chan<int> jobs(kSize);
}
template void okTemplate<0>();

// One of the two is fine, and nothing says which is taken.
void okChosen(bool large) {
  const int size = large ? 64 : 0;
  csp::chan<int> jobs(size);
}

#define PLACES 4

void okMacro() { csp::chan<int> jobs(PLACES - 1); }

enum Places { kFew = 2 };

void okEnumerator() { csp::chan<int> jobs(kFew); }
