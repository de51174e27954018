// leak_guard: what it reports, and when.
// RUN: %cxx -std=c++20 -Wall -Wextra -Werror -pthread -I %csp %s -o %t
// RUN: %t
// RUN: env CSP_SEED=1 %t
// RUN: sh -c 'ulimit -c 0; %t abort 2>%t.err; test $? = 134'
// RUN: FileCheck %s < %t.err
// CHECK:      leak_guard at {{.*}}leak-guard.cpp:{{[0-9]+}}: fibers are still blocked
// CHECK-EMPTY:
// CHECK-NEXT: fiber 2 [chan receive, {{[0-9]+}} ms]:
// CHECK-NEXT: waits at {{.*}}leak-guard.cpp:{{[0-9]+}}
#include "Inputs/check.h"

using namespace std::chrono_literals;

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

// What a guard around f reports.
template <class F>
std::string report_of(F f, csp::leak_guard_options options = {}) {
  std::string report;
  options.on_leak = [&](const std::string& text) { report = text; };
  {
    csp::leak_guard guard(options);
    f();
  }
  return report;
}

void fibers_that_end_are_fine() {
  CHECK(report_of([] {}).empty());
  CHECK(report_of([] { csp::go([] { csp::sleep_for(2ms); }); }, {.grace = 1h}).empty());
}

void blocked_fibers_are_reported() {
  csp::chan<int> ch(0);
  const auto leaks = [ch] {
    csp::go([ch] { ch.recv(); });
    await_blocked("chan receive");
  };
  const std::string report = report_of(leaks, {.grace = 1ms});
  CHECK(contains(report, "still blocked"));
  CHECK(contains(report, "[chan receive"));
  // Not again by another guard: it was there before.
  CHECK(report_of([] {}, {.grace = 1ms}).empty());
  ch.close();
  await_all();
}

void too_many_fibers_are_reported() {
  const auto start_three = [] {
    csp::chan<csp::unit> stop(0);
    csp::wait_group group;
    for (int i = 0; i < 3; ++i) group.go([stop] { stop.recv(); });
    stop.close();
    group.wait();
  };
  CHECK(contains(report_of(start_three, {.max_fibers = 2}), "3 fibers were alive at one time"));
  CHECK(report_of(start_three, {.max_fibers = 3}).empty());
  // An outer guard sees what an inner one saw.
  const auto nested = [&] { CHECK(report_of(start_three).empty()); };
  CHECK(contains(report_of(nested, {.max_fibers = 2}), "3 fibers were alive"));
}

void exceptions_come_first() {
  csp::chan<int> ch(0);
  const auto fails = [ch] {
    csp::leak_guard guard({.grace = 1ms});
    csp::go([ch] { ch.recv(); });
    csp::panic("first");
  };
  CHECK(panic_of(fails) == "first");
  ch.close();
  await_all();
}

int main(int argc, char**) {
  if (argc > 1) {
    csp::leak_guard guard({.grace = 1ms});
    csp::go([] { csp::chan<int>(0).recv(); });
    await_blocked("chan receive");
    return 0;
  }
  fibers_that_end_are_fine();
  blocked_fibers_are_reported();
  too_many_fibers_are_reported();
  exceptions_come_first();
}
