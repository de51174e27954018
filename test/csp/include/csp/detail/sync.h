// wait_group, mutex, rw_mutex, cond, once.
#pragma once

#include "csp/csp.h"
#include "csp/detail/fiber.h"

namespace csp {

// ---- wait_group -------------------------------------------------------------------------------

inline void wait_group::change(int delta, const detail::operation& op) {
  detail::runtime& rt = detail::runtime::get();
  detail::locked l = rt.step(op);
  if (count_ + delta < 0) throw panic_error("negative wait_group counter");
  count_ += delta;
  if (count_ == 0) rt.serve_all(waiting_);
}

inline void wait_group::add(int delta, location where) { change(delta, {"wait_group add", where}); }

inline void wait_group::done(location where) { change(-1, {"wait_group done", where}); }

inline void wait_group::wait(location where) {
  detail::runtime& rt = detail::runtime::get();
  const detail::operation op{"wait_group wait", where};
  detail::locked l = rt.step(op);
  if (count_ > 0) rt.wait_in(l, op, waiting_);
}

template <class F>
void wait_group::go(F f, location where) {
  detail::start_fiber(detail::make_task([this, f = std::move(f), where]() mutable {
                        defer at_end{[this, where] { done(where); }};
                        static_cast<void>(f());
                      }),
                      where, &count_);
}

// ---- mutex ------------------------------------------------------------------------------------

inline void mutex::lock(location where) {
  detail::runtime& rt = detail::runtime::get();
  const detail::operation op{"mutex lock", where};
  detail::locked l = rt.step(op);
  if (locked_) {
    rt.wait_in(l, op, waiting_);  // unlock() hands it over locked
  } else {
    locked_ = true;
  }
}

inline bool mutex::try_lock(location where) {
  detail::locked l = detail::runtime::get().step({"mutex try_lock", where});
  return !std::exchange(locked_, true);
}

inline void mutex::unlock(location where) {
  detail::runtime& rt = detail::runtime::get();
  detail::locked l = rt.step({"mutex unlock", where});
  if (!locked_) rt.fatal("unlock of unlocked mutex");
  if (waiting_.empty()) {
    locked_ = false;
  } else {
    rt.serve(*waiting_.front());
  }
}

// ---- rw_mutex ---------------------------------------------------------------------------------

inline void rw_mutex::lock(location where) {
  detail::runtime& rt = detail::runtime::get();
  const detail::operation op{"rw_mutex lock", where};
  detail::locked l = rt.step(op);
  if (writing_ || readers_ > 0) {
    rt.wait_in(l, op, writers_waiting_);
  } else {
    writing_ = true;
  }
}

inline bool rw_mutex::try_lock(location where) {
  detail::locked l = detail::runtime::get().step({"rw_mutex try_lock", where});
  if (writing_ || readers_ > 0) return false;
  writing_ = true;
  return true;
}

inline void rw_mutex::unlock(location where) {
  detail::runtime& rt = detail::runtime::get();
  detail::locked l = rt.step({"rw_mutex unlock", where});
  if (!writing_) rt.fatal("unlock of unlocked rw_mutex");
  if (!readers_waiting_.empty()) {
    writing_ = false;
    readers_ = readers_waiting_.size();
    rt.serve_all(readers_waiting_);
  } else if (!writers_waiting_.empty()) {
    rt.serve(*writers_waiting_.front());
  } else {
    writing_ = false;
  }
}

inline void rw_mutex::lock_shared(location where) {
  detail::runtime& rt = detail::runtime::get();
  const detail::operation op{"rw_mutex lock_shared", where};
  detail::locked l = rt.step(op);
  if (writing_ || !writers_waiting_.empty()) {
    rt.wait_in(l, op, readers_waiting_);
  } else {
    ++readers_;
  }
}

inline bool rw_mutex::try_lock_shared(location where) {
  detail::locked l = detail::runtime::get().step({"rw_mutex try_lock_shared", where});
  if (writing_ || !writers_waiting_.empty()) return false;
  ++readers_;
  return true;
}

inline void rw_mutex::unlock_shared(location where) {
  detail::runtime& rt = detail::runtime::get();
  detail::locked l = rt.step({"rw_mutex unlock_shared", where});
  if (readers_ == 0) rt.fatal("unlock_shared of rw_mutex that is not locked for reading");
  --readers_;
  if (readers_ > 0 || writers_waiting_.empty()) return;
  writing_ = true;
  rt.serve(*writers_waiting_.front());
}

// ---- cond -------------------------------------------------------------------------------------

inline void cond::wait(location where) {
  detail::runtime& rt = detail::runtime::get();
  const detail::operation op{"cond wait", where};
  detail::waiter signalled{.queue = &waiting_};
  {
    detail::locked l = rt.step(op);
    // In the queue before the lock is free: no signal is missed.
    detail::wait w(rt.current(), &signalled, 1);
    l.pause();
    unlock_(where);
    l.resume();
    rt.block(l, op, w);
  }
  lock_(where);
}

inline void cond::signal(location where) {
  detail::runtime& rt = detail::runtime::get();
  detail::locked l = rt.step({"cond signal", where});
  if (!waiting_.empty()) rt.serve(*waiting_.front());
}

inline void cond::broadcast(location where) {
  detail::runtime& rt = detail::runtime::get();
  detail::locked l = rt.step({"cond broadcast", where});
  rt.serve_all(waiting_);
}

// ---- once -------------------------------------------------------------------------------------

// Whether this call is the first one.
inline bool once::begin(location where) {
  detail::runtime& rt = detail::runtime::get();
  const detail::operation op{"once call", where};
  detail::locked l = rt.step(op);
  if (state_ == running) rt.wait_in(l, op, waiting_);
  if (state_ == finished) return false;
  state_ = running;
  return true;
}

inline void once::finish(location where) {
  detail::runtime& rt = detail::runtime::get();
  detail::locked l = rt.step({"once finish", where});
  state_ = finished;
  rt.serve_all(waiting_);
}

template <class F>
void once::call(F f, location where) {
  if (!begin(where)) return;
  defer at_end{[this, where] { finish(where); }};
  static_cast<void>(f());
}

}  // namespace csp
