// once whose task does not call it, on csp.
#include <functional>
#include <memory>
#include <stdexcept>

#include <csp/csp.h>

bool failed(int id);

void okTwice() {
  csp::once first;
  int loads = 0;
  first.call([&] { ++loads; });
  first.call([&] { ++loads; });
}

void okTwoFibers() {
  csp::once first;
  csp::wait_group both;
  int loads = 0;
  for (int i = 0; i < 2; ++i) {
    both.go([&] { first.call([&] { ++loads; }); });
  }
  both.wait();
}

void okNested() {
  csp::once outer, inner;
  outer.call([&] { inner.call([] {}); });
}

class config {
 public:
  int timeout() {
    load_.call([this] { timeout_ = retriesLoaded() * 10; });
    return timeout_;
  }
  int retries() {
    timeout();
    return retriesLoaded();
  }

 private:
  int retriesLoaded() const { return 3; }

  csp::once load_;
  int timeout_ = 0;
};

void okMethods() {
  config settings;
  settings.timeout();
  settings.retries();
}

void okTwoObjects() {
  config left, right;
  left.timeout();
  right.timeout();
}

// The other fiber waits until the task has ended; the task does not wait for it.
void okSpawnedFromTheTask() {
  csp::once first;
  csp::wait_group helpers;
  first.call([&] { helpers.go([&] { first.call([] {}); }); });
  helpers.wait();
}

void okTaskThrows() {
  csp::once first;
  try {
    first.call([] {
      if (failed(1)) throw std::runtime_error("no file");
    });
  } catch (const std::exception&) {
    first.call([] {});
  }
}

int main() {
  okTwice();
  okTwoFibers();
  okNested();
  okMethods();
  okTwoObjects();
  okSpawnedFromTheTask();
  okTaskThrows();
}
