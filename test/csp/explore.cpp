// csp/explore.h: a body run on many schedules in one process, and how its runs end.
// RUN: %cxx -std=c++20 -Wall -Wextra -Werror -pthread -I %csp %s -o %t
// RUN: %t
#include <set>

#include <csp/explore.h>

#include "Inputs/check.h"

using csp::run_end;
using csp::run_seeded;
using namespace std::chrono_literals;

constexpr std::uint64_t kSeeds = 500;

template <class F>
std::set<run_end::kind> kinds_of(F body) {
  std::set<run_end::kind> kinds;
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) kinds.insert(run_seeded(seed, body, 500).how);
  return kinds;
}

void same_seed_same_run() {
  std::set<std::string> orders;
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    const auto order_of = [seed] {
      std::string order;
      run_seeded(seed, [&order] {
        for (char c : {'a', 'b', 'c'}) {
          csp::go([&order, c] {
            csp::yield();
            order += c;
          });
        }
      });
      return order;
    };
    orders.insert(order_of());
    CHECK(order_of() == order_of());
  }
  CHECK(orders.size() == 6);
}

void fibers_go_on_when_the_body_has_returned() {
  int ended = 0;
  const auto body = [&ended] { csp::go([&ended] { ++ended; }); };
  CHECK(run_seeded(1, body).how == run_end::finished);
  CHECK(ended == 1);
}

void a_leak_is_told_with_its_place() {
  const auto body = [] {
    csp::chan<int> ch(0);
    csp::go([ch] { ch.send(1); });
    csp::go([ch] { ch.recv(); });
    csp::go([ch] { ch.send(2); });
  };
  const run_end end = run_seeded(3, body);
  CHECK(end.how == run_end::stuck);
  CHECK(end.blocked.size() == 1);
  CHECK(end.blocked[0].in.name == std::string("chan send"));
  CHECK(end.blocked[0].number == 1 || end.blocked[0].number == 3);
  CHECK(end.blocked[0].in.where.line() > 0);
  CHECK(end.report.find("chan send") != std::string::npos);
}

void what_depends_on_the_schedule_is_found() {
  const auto opposite_orders = [] {
    auto locks = std::make_shared<std::array<csp::mutex, 2>>();
    for (int first : {0, 1}) {
      csp::go([locks, first] {
        std::lock_guard one((*locks)[first]);
        std::lock_guard other((*locks)[1 - first]);
      });
    }
  };
  CHECK(kinds_of(opposite_orders) == (std::set{run_end::finished, run_end::stuck}));

  const auto late_close = [] {
    csp::chan<int> ch(1);
    csp::go([ch] { ch.send(1); });
    ch.close();
  };
  CHECK(kinds_of(late_close) == (std::set{run_end::finished, run_end::died}));
}

void deaths_end_the_run_only() {
  CHECK(run_seeded(1, [] { csp::panic("p"); }).report.starts_with("panic: p"));
  CHECK(run_seeded(1, [] { csp::mutex().unlock(); }).report.starts_with("fatal error: unlock of"));
  CHECK(run_seeded(1, [] { std::terminate(); }).report.starts_with("terminate was called"));
  CHECK(run_seeded(1, [] { csp::yield(); }).how == run_end::finished);
}

void exceptions_belong_to_a_fiber() {
  const auto handles = [](csp::chan<int> ch) {
    try {
      csp::panic("mine");
    } catch (const csp::panic_error&) {
      ch.send(std::uncaught_exceptions());
      try {
        throw;
      } catch (const csp::panic_error& again) {
        CHECK(again.what() == std::string("mine"));
      }
    }
  };
  const auto unwinds = [](csp::chan<int> ch) {
    try {
      csp::defer at_end{[ch] { ch.send(std::uncaught_exceptions()); }};
      csp::panic("other");
    } catch (const csp::panic_error& caught) {
      CHECK(caught.what() == std::string("other"));
    }
  };
  const auto body = [&] {
    csp::chan<int> ch(0);
    csp::go(handles, ch);
    csp::go(unwinds, ch);
    const int sum = *ch.recv() + *ch.recv();
    CHECK(sum == 1);
  };
  CHECK(kinds_of(body) == std::set{run_end::finished});
}

void timers_fire_in_any_order() {
  std::set<int> first;
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    run_seeded(seed, [&] {
      csp::timer early(1s), late(1h);
      csp::select(csp::on_recv(early.c(), [&] { first.insert(1); }),
                  csp::on_recv(late.c(), [&] { first.insert(2); }));
    });
  }
  CHECK(first.size() == 2);
}

void a_ticker_keeps_nobody_alive() {
  const auto body = [] {
    csp::ticker every(1ms);
    csp::chan<int>(0).recv();
  };
  CHECK(kinds_of(body) == std::set{run_end::stuck});
}

void endless_runs_are_cut() {
  CHECK(kinds_of([] {
          for (;;) csp::yield();
        }) == std::set{run_end::cut});
}

int main() {
  same_seed_same_run();
  fibers_go_on_when_the_body_has_returned();
  a_leak_is_told_with_its_place();
  what_depends_on_the_schedule_is_found();
  deaths_end_the_run_only();
  exceptions_belong_to_a_fiber();
  timers_fire_in_any_order();
  a_ticker_keeps_nobody_alive();
  endless_runs_are_cut();
}
