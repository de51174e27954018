// Starting fibers, and what they do without a primitive.
#pragma once

#include "csp/csp.h"

namespace csp::detail {

// Adds one to the counter, if there is one, in the same step.
inline void start_fiber(std::unique_ptr<task> body, location where, int* counter = nullptr) {
  runtime& rt = runtime::get();
  locked l = rt.step({"go", where});
  if (counter != nullptr) ++*counter;
  rt.spawn(std::move(body), where, &rt.current());
}

template <class F, class... A>
void start_call(location where, F&& f, A&&... a) {
  static_assert(std::is_invocable_v<std::decay_t<F>, std::decay_t<A>...>,
                "go(f, a...): f cannot be called with a...");
  start_fiber(make_task([f = std::decay_t<F>(std::forward<F>(f)),
                         ... a = std::decay_t<A>(std::forward<A>(a))]() mutable {
                static_cast<void>(std::invoke(std::move(f), std::move(a)...));
              }),
              where);
}

}  // namespace csp::detail

namespace csp {

template <class F>
void go(F&& f, location where) {
  detail::start_call(where, std::forward<F>(f));
}

template <class F, class A>
void go(F&& f, A&& a, location where) {
  detail::start_call(where, std::forward<F>(f), std::forward<A>(a));
}

template <class F, class A, class B>
void go(F&& f, A&& a, B&& b, location where) {
  detail::start_call(where, std::forward<F>(f), std::forward<A>(a), std::forward<B>(b));
}

template <class F, class A, class B, class C>
void go(F&& f, A&& a, B&& b, C&& c, location where) {
  detail::start_call(where, std::forward<F>(f), std::forward<A>(a), std::forward<B>(b),
                     std::forward<C>(c));
}

template <class F, class A, class B, class C, class D>
void go(F&& f, A&& a, B&& b, C&& c, D&& d, location where) {
  detail::start_call(where, std::forward<F>(f), std::forward<A>(a), std::forward<B>(b),
                     std::forward<C>(c), std::forward<D>(d));
}

template <class F, class... A>
  requires(sizeof...(A) > 4)
void go(F&& f, A&&... a) {
  detail::start_call(location::current(), std::forward<F>(f), std::forward<A>(a)...);
}

inline void yield(location where) {
  detail::pass("yield", where);
  std::this_thread::yield();
}

inline void sleep_for(std::chrono::nanoseconds d, location where) {
  detail::runtime& rt = detail::runtime::get();
  detail::locked l = rt.step({"sleep", where});
  if (d <= std::chrono::nanoseconds(0)) return;
  detail::waiter woken;
  detail::wait w(rt.current(), &woken, 1);
  auto alarm = std::make_shared<detail::timer_state>(
      detail::timer_state{.fire = [&] { rt.serve(woken); }, .wakes = &woken});
  rt.arm(alarm, rt.in(d));
  rt.block(l, {"sleep", where}, w);
}

[[noreturn]] inline void panic(std::string message, location where) {
  detail::pass("panic", where);
  throw panic_error(std::move(message));
}

}  // namespace csp
