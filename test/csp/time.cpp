// Tickers and timers. With a seed time is virtual: hours pass at once.
// RUN: %cxx -std=c++20 -Wall -Wextra -Werror -pthread -I %csp %s -o %t
// RUN: %t 1
// RUN: env CSP_SEED=1 %t 3600000
// RUN: env CSP_SEED=2 %t 3600000
#include "Inputs/check.h"

std::chrono::milliseconds unit_of_time;

void ticker_ticks_until_stopped() {
  csp::ticker every(unit_of_time);
  const auto first = *every.c().recv();
  const auto second = *every.c().recv();
  CHECK(second > first);
  every.stop();
  every.c().try_recv();
  csp::sleep_for(3 * unit_of_time);
  CHECK(!every.c().try_recv());
  every.reset(unit_of_time);
  CHECK(every.c().recv());
  every.stop();
}

void ticker_is_a_handle() {
  csp::chan<csp::time_point> ticks;
  std::optional<csp::ticker> copy;
  {
    csp::ticker every(unit_of_time);
    ticks = every.c();
    copy = every;
  }
  CHECK(ticks.recv());
  CHECK(ticks.recv());
  copy->stop();
  CHECK(copy->c() == ticks);
}

void missed_ticks_are_lost() {
  csp::ticker every(unit_of_time);
  csp::sleep_for(5 * unit_of_time);
  CHECK(every.c().cap() == 1);
  CHECK(every.c().len() == 1);
  every.stop();
  CHECK(every.c().len() == 1);  // not drained
  every.reset(1000 * unit_of_time);
  CHECK(every.c().len() == 1);
  every.stop();
}

void ticker_needs_a_period() {
  csp::ticker every(unit_of_time);
  CHECK(panic_of([] { csp::ticker(std::chrono::seconds(0)); }) == "non-positive ticker period");
  CHECK(panic_of([&] { every.reset(std::chrono::seconds(-1)); }) == "non-positive ticker period");
  CHECK(!csp::tick(std::chrono::seconds(0)));
  every.stop();
}

void timer_fires_once() {
  const auto start = csp::now();
  csp::timer once(2 * unit_of_time);
  const auto fired = *once.c().recv();
  CHECK(fired - start >= 2 * unit_of_time);
  CHECK(!once.stop());
  csp::sleep_for(2 * unit_of_time);
  CHECK(!once.c().try_recv());
  CHECK(!once.reset(unit_of_time));
  CHECK(once.c().recv());
}

void timer_can_be_stopped() {
  csp::timer late(std::chrono::hours(1000));
  CHECK(late.reset(std::chrono::hours(2000)));
  CHECK(late.stop());
  CHECK(!late.stop());
  CHECK(late.c().len() == 0);
  csp::timer never = csp::after_func(std::chrono::hours(1000), [] { CHECK(false); });
  CHECK(never.stop());
}

void timer_is_not_drained() {
  csp::timer once(std::chrono::nanoseconds(0));
  csp::sleep_for(2 * unit_of_time);
  CHECK(!once.stop());
  CHECK(once.c().len() == 1);
  once.reset(std::chrono::hours(1000));
  CHECK(once.c().len() == 1);
  once.stop();
}

void after_and_tick() {
  CHECK(csp::after(unit_of_time).recv());
  CHECK(csp::after(std::chrono::seconds(-1)).recv());
  int ticks = 0;
  for (auto at : csp::tick(unit_of_time)) {
    CHECK(at > csp::time_point());
    if (++ticks == 2) break;
  }
}

void after_func_runs_in_its_own_fiber() {
  csp::chan<int> ran(1);
  csp::timer later = csp::after_func(unit_of_time, [ran, n = 0]() mutable { ran.send(++n); });
  CHECK(!later.c());
  CHECK(ran.recv() == 1);
  later.reset(unit_of_time);
  CHECK(ran.recv() == 2);
  await_all();
}

int main(int, char** argv) {
  unit_of_time = std::chrono::milliseconds(std::atol(argv[1]));
  ticker_ticks_until_stopped();
  ticker_is_a_handle();
  ticker_needs_a_period();
  timer_fires_once();
  // With a seed timers fire in any order.
  if (std::getenv("CSP_SEED") == nullptr) {
    missed_ticks_are_lost();
    timer_can_be_stopped();
    timer_is_not_drained();
  }
  after_func_runs_in_its_own_fiber();
  after_and_tick();
}
