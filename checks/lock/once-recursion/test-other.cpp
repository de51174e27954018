// once, on csp, that blocks for another reason than recursion: other checks have names for that.
// checks: -*,lock-once-recursion
#include <csp/csp.h>

// The task never ends, so whoever comes second waits as well.
void okTaskIsStuck() {
  csp::once first;
  csp::chan<int> never(0);
  csp::go([&] { first.call([&] { never.recv(); }); });
  csp::go([&] { first.call([&] { never.recv(); }); });
  csp::sleep_for(std::chrono::seconds(1));
}

// Two tasks that each call the other's once.
void okTwoWaitForEachOther() {
  csp::once left, right;
  csp::go([&] { left.call([&] { right.call([] {}); }); });
  csp::go([&] { right.call([&] { left.call([] {}); }); });
  csp::sleep_for(std::chrono::seconds(1));
}

int main() {
  csp::go(okTaskIsStuck);
  csp::go(okTwoWaitForEachOther);
  csp::sleep_for(std::chrono::seconds(2));
}
