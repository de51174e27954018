// Tickers and timers.
#pragma once

#include "csp/csp.h"
#include "csp/detail/channel.h"
#include "csp/detail/fiber.h"

namespace csp::detail {

// Sends the time on the channel when it fires.
inline std::shared_ptr<timer_state> make_clock(const chan<time_point>& c, nanoseconds period) {
  auto send_time = [state = access::state(c)] {
    time_point at = runtime::get().now();
    if (!state->closed && state->can_send()) state->send(at);
  };
  auto has_room = [state = access::state(c)] { return !state->closed && state->can_send(); };
  return std::make_shared<timer_state>(timer_state{.fire = send_time,
                                                   .is_heard = has_room,
                                                   .serves = &access::state(c)->receivers,
                                                   .period = period});
}

}  // namespace csp::detail

namespace csp {

inline time_point now(location where) {
  detail::runtime& rt = detail::runtime::get();
  detail::locked l = rt.step({"now", where});
  return rt.now();
}

// ---- ticker -----------------------------------------------------------------------------------

inline ticker::ticker(std::chrono::nanoseconds period, location where)
    : c_(1), timer_(detail::make_clock(c_, period)) {
  reset(period, where);
}

inline void ticker::stop(location where) {
  detail::runtime& rt = detail::runtime::get();
  detail::locked l = rt.step({"ticker stop", where});
  rt.disarm(*timer_);
}

inline void ticker::reset(std::chrono::nanoseconds period, location where) {
  detail::runtime& rt = detail::runtime::get();
  detail::locked l = rt.step({"ticker reset", where});
  if (period <= std::chrono::nanoseconds(0)) throw panic_error("non-positive ticker period");
  timer_->period = period;
  rt.arm(timer_, rt.in(period));
}

inline chan<time_point> tick(std::chrono::nanoseconds period, location where) {
  if (period <= std::chrono::nanoseconds(0)) return {};
  return ticker(period, where).c();
}

// ---- timer ------------------------------------------------------------------------------------

inline timer::timer(std::chrono::nanoseconds d, location where)
    : c_(1), timer_(detail::make_clock(c_, std::chrono::nanoseconds(0))) {
  reset(d, where);
}

inline bool timer::stop(location where) {
  detail::runtime& rt = detail::runtime::get();
  detail::locked l = rt.step({"timer stop", where});
  return rt.disarm(*timer_);
}

inline bool timer::reset(std::chrono::nanoseconds d, location where) {
  detail::runtime& rt = detail::runtime::get();
  detail::locked l = rt.step({"timer reset", where});
  const bool pending = timer_->pending;
  rt.arm(timer_, rt.in(d));
  return pending;
}

inline chan<time_point> after(std::chrono::nanoseconds d, location where) {
  return timer(d, where).c();
}

template <class F>
timer after_func(std::chrono::nanoseconds d, F f, location where) {
  // Shared: a timer that is reset runs f again.
  auto start = [shared = std::make_shared<F>(std::move(f)), where] {
    detail::runtime::get().spawn(detail::make_task([shared] { (*shared)(); }), where, nullptr);
  };
  timer made = detail::access::make_timer(
      std::make_shared<detail::timer_state>(detail::timer_state{.fire = start}));
  made.reset(d, where);
  return made;
}

}  // namespace csp
