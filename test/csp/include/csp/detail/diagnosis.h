// live_fibers, dump_fibers, leak_guard.
#pragma once

#include <ostream>

#include "csp/csp.h"

namespace csp::detail {

inline void print_and_abort(const std::string& report) {
  std::fputs(report.c_str(), stderr);
  std::abort();
}

}  // namespace csp::detail

namespace csp {

inline std::size_t live_fibers() {
  detail::runtime& rt = detail::runtime::get();
  detail::locked l(rt);
  return rt.live();
}

inline void dump_fibers(std::ostream& out) {
  detail::runtime& rt = detail::runtime::get();
  std::string text;
  {
    detail::locked l(rt);
    text = rt.describe();
  }
  out << text;
}

inline leak_guard::leak_guard(leak_guard_options options, location where)
    : options_(std::move(options)), where_(where) {
  if (!options_.on_leak) options_.on_leak = detail::print_and_abort;
  detail::runtime& rt = detail::runtime::get();
  detail::locked l = rt.step({"leak_guard", where_});
  first_fiber_ = rt.next_id();
  peak_before_ = rt.restart_peak(0);
}

inline leak_guard::~leak_guard() {
  if (std::uncaught_exceptions() > exceptions_) return;
  wait_for_fibers();
  const std::string leaks = report();
  if (!leaks.empty()) options_.on_leak(leaks);
}

// Until those that were started inside have ended, or the grace is over.
inline void leak_guard::wait_for_fibers() const {
  detail::runtime& rt = detail::runtime::get();
  const auto any_alive = [&] {
    detail::locked l(rt);
    return rt.any_alive(first_fiber_);
  };
  const time_point end = now(where_) + options_.grace;
  while (any_alive() && now(where_) < end) sleep_for(std::chrono::milliseconds(1), where_);
}

// Empty when all is well.
inline std::string leak_guard::report() const {
  detail::runtime& rt = detail::runtime::get();
  detail::locked l(rt);
  const std::size_t peak = rt.peak();
  rt.restart_peak(peak > peak_before_ ? peak : peak_before_);
  const std::string here = "leak_guard at " + rt.text_of(where_) + ": ";
  std::string text;
  if (peak > options_.max_fibers) {
    text += here + std::to_string(peak) + " fibers were alive at one time, more than " +
            std::to_string(options_.max_fibers) + "\n";
  }
  if (rt.any_blocked(first_fiber_)) {
    text += here + "fibers are still blocked\n\n" + rt.describe(first_fiber_);
  }
  return text;
}

}  // namespace csp
