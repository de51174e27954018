// CSP_SEED: the same seed gives the same schedule, seeds give different ones, time is virtual.
// RUN: %cxx -std=c++20 -Wall -Wextra -Werror -pthread -I %csp %s -o %t
// RUN: sh -c 'for s in 1 2 3 4 5 6 7 8; do CSP_SEED=$s %t || exit 1; done' > %t.first
// RUN: sh -c 'for s in 1 2 3 4 5 6 7 8; do CSP_SEED=$s %t || exit 1; done' > %t.second
// RUN: diff %t.first %t.second
// RUN: sh -c 'test $(sort -u %t.first | wc -l) -ge 6'
#include "Inputs/check.h"

int main() {
  const auto start = csp::now();
  csp::chan<char> letters(2);
  csp::wait_group group;
  for (char c : {'a', 'b', 'c', 'd'}) {
    group.go([=] {
      for (int i = 0; i < 3; ++i) {
        csp::sleep_for(std::chrono::hours(c - 'a'));
        letters.send(c);
      }
    });
  }
  csp::go([&] {
    group.wait();
    letters.close();
  });
  std::string order;
  for (char c : letters) order += c;
  CHECK(order.size() == 12);
  CHECK(csp::now() - start >= std::chrono::hours(9));
  std::puts(order.c_str());
}
