// Fibers: go, yield, sleep_for; defer, panic; threads of the program's own.
// RUN: %cxx -std=c++20 -Wall -Wextra -Werror -pthread -I %csp %s -o %t
// RUN: %t
#include <thread>

#include "Inputs/check.h"

using namespace std::chrono_literals;

void store(csp::chan<int> to, int a, int b) { to.send(a + b); }

struct counter {
  void add(int n) { total += n; }
  int total = 0;
};

void go_passes_arguments() {
  csp::chan<int> sums(8);
  csp::go([sums] { sums.send(0); });
  csp::go([](csp::chan<int> to) { to.send(1); }, sums);
  csp::go(store, sums, 1, 1);
  csp::go([=](int a, int b, int c) { sums.send(a + b + c); }, 1, 1, 1);
  csp::go([=](int a, int b, int c, int d) { sums.send(a + b + c + d); }, 1, 1, 1, 1);
  csp::go([=](int a, int b, int c, int d, int e) { sums.send(a + b + c + d + e); }, 1, 1, 1, 1, 1);
  counter c;
  csp::go(&counter::add, &c, 6);
  await_all();
  sums.close();
  int total = c.total;
  for (int sum : sums) total += sum;
  CHECK(total == 0 + 1 + 2 + 3 + 4 + 5 + 6);
}

void go_copies_arguments() {
  csp::chan<csp::unit> changed(0);
  csp::chan<std::string> seen(0);
  std::string text = "before";
  csp::go(
      [=](const std::string& copy) {
        changed.recv();
        seen.send(copy);
      },
      text);
  text = "after";
  changed.close();
  CHECK(seen.recv() == "before");

  csp::chan<int> value(0);
  csp::go(
      [=, owned = std::make_unique<int>(1)](std::unique_ptr<int> n) { value.send(*n + *owned); },
      std::make_unique<int>(2));
  CHECK(value.recv() == 3);
  await_all();
}

void live_fibers_counts() {
  CHECK(csp::live_fibers() == 0);
  csp::chan<csp::unit> stop(0);
  for (int i = 0; i < 3; ++i) csp::go([stop] { stop.recv(); });
  CHECK(csp::live_fibers() == 3);
  stop.close();
  await_all();
}

void sleep_takes_time() {
  const auto start = csp::now();
  csp::sleep_for(5ms);
  CHECK(csp::now() - start >= 5ms);
  csp::sleep_for(0ms);
  csp::sleep_for(-1h);
  CHECK(csp::now() - start < 1h);
}

void defer_runs_last_first() {
  std::string order;
  const std::string message = panic_of([&] {
    csp::defer last{[&] { order += "c"; }};
    csp::defer first{[&] { order += "b"; }};
    order += "a";
    csp::panic("out of order");
  });
  CHECK(message == "out of order");
  CHECK(order == "abc");
}

void panic_of_a_deferred_function_can_be_caught() {
  CHECK(panic_of([] { csp::defer late{[] { csp::panic("late"); }}; }) == "late");
}

void panic_in_a_fiber_can_be_caught() {
  csp::chan<std::string> caught(0);
  csp::go([caught] { caught.send(panic_of([] { csp::panic("in a fiber"); })); });
  CHECK(caught.recv() == "in a fiber");
  await_all();
}

// A thread of the program's own may use everything too.
void threads_take_part() {
  csp::chan<int> ch(0);
  std::thread sender([ch] {
    for (int i = 1; i <= 3; ++i) ch.send(i);
    ch.close();
  });
  int sum = 0;
  for (int v : ch) sum += v;
  CHECK(sum == 6);
  sender.join();
  std::ostringstream dump;
  csp::dump_fibers(dump);
  CHECK(dump.str().find("thread of its own") == std::string::npos);
}

int main() {
  go_passes_arguments();
  go_copies_arguments();
  live_fibers_counts();
  sleep_takes_time();
  defer_runs_last_first();
  panic_of_a_deferred_function_can_be_caught();
  panic_in_a_fiber_can_be_caught();
  threads_take_part();
}
