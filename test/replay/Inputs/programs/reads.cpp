// A fiber of which the schedule tells no more than what it reads before it blocks for ever.
#include <atomic>

#include <csp/csp.h>

int main() {
  csp::chan<int> rows(1);
  std::atomic<bool> is_open = true, is_new = true;
  csp::wait_group opening;
  rows.send(0);
  auto push = [&] {
    if (is_open.load() && is_new.load()) rows.send(1);
  };
  csp::go(push);
  opening.go([&] {
    is_open.store(true);
    is_new.store(true);
  });
  opening.wait();
  push();
}
