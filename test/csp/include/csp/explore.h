// Runs a part of a program many times over, on schedules of one's choice.
//
//   for (std::uint64_t seed = 0; seed < 1000; ++seed) {
//     const auto end = csp::run_seeded(seed, [] { serve(); });
//     if (end.how != csp::run_end::finished) std::fputs(end.report.c_str(), stderr);
//   }
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>

#include "csp/csp.h"

namespace csp {

using detail::blocked_fiber;
using detail::run_end;

// Runs body() as fiber 0, and the fibers that it starts, on the schedule of that seed, until none
// of them can go on: also when body() has returned. Ends as run_end::cut after so many turns, each
// of which is an operation of a fiber or a timer that fires. A panic that leaves a fiber and
// std::terminate() end the run, not the program.
//
// The same seed gives the same run if body() does what it does by csp alone. What fibers that do
// not end own is never destroyed. Not to be called in a fiber, nor by a program that has used csp
// in another way.
template <class F>
run_end run_seeded(std::uint64_t seed, F body, std::size_t turns = 10000) {
  return detail::runtime::get().run(detail::make_seeded(seed), turns,
                                    detail::make_task(std::move(body)));
}

}  // namespace csp
