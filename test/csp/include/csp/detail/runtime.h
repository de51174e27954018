// The runtime of csp: which fibers there are, what they wait for, and time.
//
// Every fiber is a thread of the system, or, when the run is deterministic, a stack of its own that
// one thread switches to. One lock guards the runtime and every primitive, so that
// each operation is one indivisible change of state. An operation
//   1. calls runtime::step(), which takes the lock: the only place where fibers are interleaved;
//   2. changes the primitive, serving waiters of other fibers as it does so;
//   3. or, when it cannot go on, waits in the primitive's queue by runtime::block().
// Whoever makes a blocked operation possible completes it for the fiber that waits (hands over the
// value, the lock) before waking it: a woken fiber never has to try again.
//
// With CSP_SEED=n in the environment the run is deterministic: one fiber runs at a time, who goes
// on is chosen at every step by a generator with that seed (see strategy.h), and time is virtual: a
// timer fires when it is chosen, whatever others are due before, and then it is as late as it was
// set for, or later. This presumes that fibers wait in csp only.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <source_location>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <sys/stat.h>

#include "csp/detail/coroutine.h"
#include "csp/detail/strategy.h"

#if defined(__has_feature)
#define CSP_THREAD_SANITIZER __has_feature(thread_sanitizer)
#elif defined(__SANITIZE_THREAD__)
#define CSP_THREAD_SANITIZER 1
#endif

namespace csp::detail {

using time_point = std::chrono::steady_clock::time_point;
using std::chrono::nanoseconds;

// The body of a fiber. Not std::function: it may own what cannot be copied.
class task {
 public:
  virtual ~task() = default;
  virtual void run() = 0;
};

struct wait;

// One operation that a fiber waits for.
struct waiter {
  void* slot = nullptr;         // the value to send, or the place for the one to receive
  wait_queue* queue = nullptr;  // where it stands; null: in none
  wait* part_of = nullptr;
  bool closed = false;  // served because the channel was closed
};

struct fiber {
  enum kind { main, spawned, thread };

  std::uint64_t id;
  kind origin;
  std::source_location spawned_at{};
  std::uint64_t spawned_by = 0;
  operation last{"", {}};  // the operation that it is in, or was in last
  bool blocked = false;
  time_point blocked_since{};
  std::condition_variable wakeup{};

  // Of deterministic runs.
  std::unique_ptr<task> body{};
  std::unique_ptr<coroutine> stack{};
  unsigned weight = 0;
  bool before = false;    // it has not begun its operation
  bool behind = false;    // it has ended one, or not begun at all, and nothing else since
  wait* waits = nullptr;  // what it is blocked in

  // In the order in which fibers are started; main is 0.
  std::uint64_t number() const { return id - 1; }
};

// All that a blocked fiber waits for: one operation, or the cases of a select. The first that is
// served ends the wait.
struct wait {
  fiber& who;
  waiter* const waiters;
  const std::size_t count;
  waiter* served = nullptr;

  wait(fiber& f, waiter* all, std::size_t n) : who(f), waiters(all), count(n) {
    for (std::size_t i = 0; i < count; ++i) {
      waiter& w = waiters[i];
      w.part_of = this;
      if (w.queue != nullptr) w.queue->push_back(&w);
    }
  }

  // Takes all its waiters out of their queues.
  void finish(waiter& by) {
    served = &by;
    for (std::size_t i = 0; i < count; ++i) {
      if (waiters[i].queue != nullptr) std::erase(*waiters[i].queue, &waiters[i]);
    }
  }
};

// Something that fires later, and again and again when it has a period.
struct timer_state {
  std::function<void()> fire;                            // called with the runtime locked
  std::function<bool()> is_heard = [] { return true; };  // whether it changes anything now
  wait_queue* serves = nullptr;                          // who may be served by that
  waiter* wakes = nullptr;                               // who sleeps until then
  nanoseconds period{0};                                 // 0: fires once
  bool pending = false;
  time_point due{};
  unsigned weight = 0;  // of deterministic runs
};

template <class F>
class task_of final : public task {
 public:
  explicit task_of(F f) : f_(std::move(f)) {}
  void run() override { static_cast<void>(f_()); }

 private:
  F f_;
};

template <class F>
std::unique_ptr<task> make_task(F f) {
  return std::make_unique<task_of<F>>(std::move(f));
}

class runtime;

// The runtime's lock, held; deterministic runs have one thread and do without. What was retired
// meanwhile is destroyed when it is free again, since destructors are the user's code.
class locked {
 public:
  explicit locked(runtime& of);
  locked(locked&&) = default;
  ~locked();

  std::unique_lock<std::mutex>& lock() { return lock_; }

  // Free for a while, in the middle of an operation.
  void pause() {
    if (lock_.owns_lock()) lock_.unlock();
  }
  void resume();

 private:
  runtime* runtime_;
  std::unique_lock<std::mutex> lock_;
  int exceptions_ = std::uncaught_exceptions();
};

class runtime {
 public:
  // Never destroyed: fibers may outlive main.
  static runtime& get() {
    static runtime* const the_runtime = new runtime;
    return *the_runtime;
  }

  runtime(const runtime&) = delete;

  // ---- what operations are made of ----

  // Begins an operation of the calling fiber: takes the lock when it is this fiber's turn.
  locked step(const operation& op) {
    locked l(*this);
    fiber& self = current();
    self.last = op;
    if (strategy_ != nullptr) {
      self.before = true;
      pass_turn();
      self.before = false;
    } else {
      wait_for_turn(l, self);
    }
    return l;
  }

  // Ends an operation of the calling fiber.
  void rest() {
    if (strategy_ == nullptr || !strategy_->stops_behind() || self_ == nullptr) return;
    fiber& self = *self_;
    self.behind = true;
    pass_turn();
    self.behind = false;
  }

  // Blocks the calling fiber until one of the waiters is served, and returns that one. Without
  // waiters: for ever.
  waiter& block(locked& l, const operation& op, wait& w) {
    fiber& self = w.who;
    self.last = op;
    if (w.served == nullptr) fall_asleep(self);
    if (strategy_ != nullptr) {
      self.waits = &w;
      if (w.served == nullptr) pass_turn();
      self.waits = nullptr;
      return *w.served;
    }
    while (w.served == nullptr) self.wakeup.wait(l.lock());
    wait_for_turn(l, self);
    return *w.served;
  }

  // Blocks until a waiter in this queue is served; false when that was because of a close.
  bool wait_in(locked& l, const operation& op, wait_queue& queue, void* slot = nullptr) {
    waiter one{slot, &queue};
    wait w(current(), &one, 1);
    return !block(l, op, w).closed;
  }

  void block_for_ever(locked& l, const operation& op) {
    wait w(current(), nullptr, 0);
    block(l, op, w);
  }

  // Ends the wait that the waiter is part of. The caller has completed its operation.
  void serve(waiter& served) {
    wait& w = *served.part_of;
    w.finish(served);
    if (!w.who.blocked) return;
    w.who.blocked = false;
    ++awake_;
    w.who.wakeup.notify_one();
  }

  void serve_all(wait_queue& queue) {
    while (!queue.empty()) serve(*queue.front());
  }

  // What a select does: see strategy::choose_case().
  selection choose_case(const std::vector<std::size_t>& ready, std::optional<std::size_t> otherwise,
                        const std::vector<wait_queue*>& queues) {
    if (strategy_ == nullptr) return choose_by_chance(random_, ready, otherwise);
    return strategy_->choose_case(*self_, ready, otherwise, queues);
  }

  // Destroys the object once the lock is free.
  void retire(std::shared_ptr<void> object) { retired_.push_back(std::move(object)); }

  // ---- fibers ----

  // The calling fiber. A thread that the runtime did not start becomes one by its first operation.
  fiber& current() {
    if (self_ == nullptr) adopt_thread();
    return *self_;
  }

  // Called with the runtime locked.
  void spawn(std::unique_ptr<task> body, std::source_location where, fiber* parent) {
    static const int registered = std::atexit([] { get().freeze(); });
    static_cast<void>(registered);
    fiber& f = add_fiber(fiber::spawned);
    f.spawned_at = where;
    f.behind = true;
    if (parent != nullptr) f.spawned_by = parent->id;
    if (++live_ > peak_) peak_ = live_;
    if (strategy_ != nullptr) return give_stack(f, std::move(body));
    try {
      std::thread([this, &f, body = std::move(body)]() mutable {
        run_fiber(f, std::move(body));
      }).detach();
    } catch (const std::exception& e) {
      die("fatal error: cannot start a fiber: " + std::string(e.what()));
    }
  }

  std::size_t live() const { return live_; }

  // The most fibers that were alive at one time since the last call of restart_peak().
  std::size_t peak() const { return peak_; }
  std::size_t restart_peak(std::size_t at_least) {
    return std::exchange(peak_, live_ > at_least ? live_ : at_least);
  }

  // Null when there is no such fiber any more.
  const fiber* find_fiber(std::uint64_t id) const {
    for (const auto& f : fibers_) {
      if (f->id == id) return f.get();
    }
    return nullptr;
  }

  // The id of the next fiber. Ids are never used again.
  std::uint64_t next_id() const { return next_id_; }

  bool any_alive(std::uint64_t from_id) const {
    return any_spawned(from_id, [](const fiber&) { return true; });
  }
  bool any_blocked(std::uint64_t from_id) const {
    return any_spawned(from_id, [](const fiber& f) { return f.blocked; });
  }

  // ---- time ----

  time_point now() const { return strategy_ ? virtual_now_ : std::chrono::steady_clock::now(); }

  // When d has passed. Far futures are cut so that they can be reckoned with.
  time_point in(nanoseconds d) const {
    constexpr nanoseconds far = std::chrono::hours(24 * 365);
    return now() + (d < far ? d : far);
  }

  void arm(const std::shared_ptr<timer_state>& t, time_point at) {
    disarm(*t);
    t->pending = true;
    t->due = at;
    auto place = timers_.begin();
    while (place != timers_.end() && (*place)->due <= at) ++place;
    timers_.insert(place, t);
    if (strategy_ != nullptr) return;
    if (!std::exchange(timer_thread_, true)) std::thread([this] { run_timers(); }).detach();
    timer_wakeup_.notify_one();
  }

  // Whether it was pending.
  bool disarm(timer_state& t) {
    if (!std::exchange(t.pending, false)) return false;
    auto at = timers_.begin();
    while (at->get() != &t) ++at;
    retire(std::move(*at));
    timers_.erase(at);
    return true;
  }

  // ---- diagnosis ----

  static std::string text_of(const std::source_location& where) {
    return std::string(where.file_name()) + ":" + std::to_string(where.line());
  }

  // All fibers from this id on, in blocks like
  //   fiber 3 [chan receive, 12 ms]:
  //       waits at server.cpp:40
  //       started at server.cpp:17 by fiber 1
  std::string describe(std::uint64_t from_id = 0) const {
    std::string text;
    for (const auto& f : fibers_) {
      if (f->id < from_id) continue;
      if (!text.empty()) text += '\n';
      text += describe(*f);
    }
    return text;
  }

  // Ends the program because of a misuse that cannot be recovered from.
  [[noreturn]] void fatal(const std::string& message) {
    const std::string report = "fatal error: " + message + "\n\n" + describe(current());
    if (driver_ != nullptr) end_run(run_end::died, report);
    tell_strategy(run_end::died);
    die(report);
  }

  // ---- runs inside of a program ----

  // Runs the body as fiber 0, and all fibers that it starts, until none can go on or the turns are
  // used up. Called outside of all fibers. What fibers that do not end hold is not destroyed.
  run_end run(std::unique_ptr<strategy> how, std::size_t turns, std::unique_ptr<task> body) {
    if (!fibers_.empty()) die("fatal error: a run is begun by a program that has fibers\n");
    strategy_ = std::move(how);
    turns_left_ = turns;
    next_id_ = 1;
    virtual_now_ = time_point(std::chrono::hours(1));
    coroutine here;
    driver_ = &here;
    fiber& root = add_fiber(fiber::main);
    give_stack(root, std::move(body));
    const auto terminate_of_program = std::set_terminate([] { get().end_by_terminate(); });
    self_ = &root;
    coroutine::switch_between(here, *root.stack);
    std::set_terminate(terminate_of_program);
    driver_ = nullptr;
    forget_fibers();
    return std::move(run_end_);
  }

 private:
  friend class locked;

  // A thread of the user's own is a fiber until it ends.
  struct adopted_thread {
    fiber* f = nullptr;
    ~adopted_thread() {
      if (f != nullptr) runtime::get().end(*f);
    }
  };

  runtime() {
    const char* seed = std::getenv("CSP_SEED");
    if (seed != nullptr) strategy_ = make_seeded(std::strtoull(seed, nullptr, 10));
    const char* schedule = std::getenv("CSP_SCHEDULE");
    if (schedule == nullptr) return;
    strategy_ = make_replay(schedule);
    std::set_terminate([] {
      get().tell_strategy(run_end::died);
      std::abort();
    });
    std::atexit([] { get().freeze(); });
  }

  // ---- whose turn it is ----

  bool may_run(const fiber& f) const { return exiting_ == nullptr || exiting_ == &f; }

  void wait_for_turn(locked& l, fiber& self) {
    if (may_run(self)) return;
    ++stopped_;
    stopped_one_.notify_one();
    while (!may_run(self)) self.wakeup.wait(l.lock());
    --stopped_;
  }

  void fall_asleep(fiber& self) {
    self.blocked = true;
    self.blocked_since = now();
    --awake_;
    // The end of the program waits for a fiber: the others have to go on.
    if (exiting_ == &self) unfreeze();
    if (strategy_ == nullptr) check_deadlock();
  }

  void check_deadlock() {
    if (awake_ > 0 || !timers_.empty()) return;
    if (knows_all_threads()) report_deadlock();
    // A thread of the user's own may be about to use us, or that of a fiber about to end.
    arm(std::make_shared<timer_state>([] {}), in(std::chrono::milliseconds(5)));
  }

  bool knows_all_threads() const {
#if CSP_THREAD_SANITIZER
    constexpr std::size_t of_sanitizer = 1;
#else
    constexpr std::size_t of_sanitizer = 0;
#endif
    struct stat tasks{};  // a folder with one folder for each thread
    if (stat("/proc/self/task", &tasks) != 0) return true;
    return tasks.st_nlink <= 2 + fibers_.size() + (timer_thread_ ? 1 : 0) + of_sanitizer;
  }

  [[noreturn]] void report_deadlock() {
    std::string report = "fatal error: all fibers are asleep - deadlock!\n\n" + describe();
    if (strategy_ != nullptr) report += "\n" + places_of(blocked_fibers());
    print(report);
    std::fflush(nullptr);
    std::_Exit(2);
  }

  // ---- deterministic runs ----

  void give_stack(fiber& f, std::unique_ptr<task> body) {
    f.body = std::move(body);
    f.stack = std::make_unique<coroutine>(
        [](void* started) {
          fiber& self = *static_cast<fiber*>(started);
          get().run_fiber(self, std::move(self.body));
        },
        &f);
  }

  // Lets the one run whose turn it is. Returns when it is the caller's.
  void pass_turn() {
    fiber& self = *self_;
    fiber& next = next_to_run();
    if (&next == &self) return;
    self_ = &next;
    coroutine::switch_between(*self.stack, *next.stack);
  }

  // Fires the timers whose turn it is before.
  fiber& next_to_run() {
    for (;;) {
      const auto awake = fibers_that([](const fiber& f) { return !f.blocked; });
      const std::vector<timer_state*> timers = timers_that_are_heard();
      if (awake.empty() && timers.empty()) end_for_want_of_fibers();
      if (turns_left_-- == 0) end_run(run_end::cut);
      const turn next = strategy_->next(awake, timers);
      if (next.who != nullptr) return *next.who;
      if (next.timer->due > virtual_now_) virtual_now_ = next.timer->due;
      fire(*next.timer);
    }
  }

  template <class Condition>
  std::vector<fiber*> fibers_that(Condition hold) const {
    std::vector<fiber*> found;
    for (const auto& f : fibers_) {
      if (hold(*f)) found.push_back(f.get());
    }
    return found;
  }

  // A tick that is lost is not one that anybody can wait for.
  std::vector<timer_state*> timers_that_are_heard() const {
    std::vector<timer_state*> found;
    for (const auto& t : timers_) {
      if (t->period == nanoseconds(0) || t->is_heard()) found.push_back(t.get());
    }
    return found;
  }

  std::vector<blocked_fiber> blocked_fibers() const {
    std::vector<blocked_fiber> blocked;
    for (const fiber* f : fibers_that([](const fiber& one) { return one.blocked; })) {
      blocked.push_back({f->number(), f->last});
    }
    return blocked;
  }

  // The others have stopped, or go on without the one that ends the program.
  void run_on() {
    if (!strategy_->runs_on_after_main()) return;
    locked l(*this);
    current().before = false;
    block_for_ever(l, {"exit", {}});
  }

  void tell_strategy(run_end::kind how) {
    if (strategy_ != nullptr) strategy_->ended(how, current());
  }

  [[noreturn]] void end_for_want_of_fibers() {
    if (driver_ == nullptr) {
      tell_strategy(run_end::stuck);
      report_deadlock();
    }
    end_run(fibers_.empty() ? run_end::finished : run_end::stuck, describe());
  }

  // Called while the run's program is about to be ended by std::terminate().
  [[noreturn]] void end_by_terminate() {
    end_run(run_end::died, "terminate was called\n\n" + describe(*self_));
  }

  // Goes back to the caller of run().
  [[noreturn]] void end_run(run_end::kind how, std::string report = {}) {
    if (driver_ == nullptr) die("fatal error: the turns are used up\n");
    run_end_ = {how, blocked_fibers(), std::move(report)};
    coroutine& own = *self_->stack;
    self_ = nullptr;
    coroutine::switch_between(own, *driver_);
    std::abort();
  }

  // Between two runs. Timers may own what belongs to the program, and is not destroyed either.
  void forget_fibers() {
    for (std::size_t i = 0; i < timers_.size(); ++i) new std::shared_ptr<timer_state>(timers_[i]);
    timers_.clear();
    fibers_.clear();
    ended_.reset();
    retired_.clear();
    awake_ = live_ = 0;
  }

  // The program ends: objects with static storage are about to be destroyed. The other fibers stop
  // at their next operation, so that they do not use them any more. Those that have none soon are
  // not waited for.
  void freeze() {
    if (strategy_ != nullptr) return run_on();
    locked l(*this);
    exiting_ = &current();
    stopped_one_.wait_for(l.lock(), std::chrono::milliseconds(20),
                          [this] { return stopped_ + 1 >= awake_; });
  }

  void unfreeze() {
    exiting_ = nullptr;
    for (const auto& f : fibers_) f->wakeup.notify_one();
  }

  // ---- the life of fibers ----

  template <class Condition>
  bool any_spawned(std::uint64_t from_id, Condition holds) const {
    for (const auto& f : fibers_) {
      if (f->id >= from_id && f->origin == fiber::spawned && holds(*f)) return true;
    }
    return false;
  }

  fiber& add_fiber(fiber::kind origin) {
    ++awake_;
    fibers_.emplace_back(new fiber{.id = next_id_++, .origin = origin});
    return *fibers_.back();
  }

  void adopt_thread() {
    static thread_local adopted_thread guard;
    const bool first = fibers_.empty();
    if (strategy_ != nullptr && !first) {
      die("fatal error: a thread of the program's own uses csp in a deterministic run\n");
    }
    self_ = &add_fiber(first ? fiber::main : fiber::thread);
    if (strategy_ != nullptr) {
      self_->stack = std::make_unique<coroutine>();
    } else if (!first) {
      guard.f = self_;
    }
  }

  void run_fiber(fiber& self, std::unique_ptr<task> body) {
    self_ = &self;
    self.behind = false;
    if (strategy_ == nullptr) {
      locked l(*this);
      wait_for_turn(l, self);
    }
    try {
      body->run();
      body.reset();
    } catch (...) {
      die_of_panic();
    }
    end(self);
  }

  // Called while the exception that left a fiber's body is being handled.
  [[noreturn]] void die_of_panic() {
    std::string what = "unknown exception";
    try {
      throw;
    } catch (const std::exception& e) {
      what = e.what();
    } catch (...) {
    }
    {
      locked l(*this);
      const std::string report = "panic: " + what + "\n\n" + describe(*self_);
      if (driver_ != nullptr) end_run(run_end::died, report);
      tell_strategy(run_end::died);
      print(report);
    }
    std::terminate();
  }

  void end(fiber& f) {
    locked l(*this);
    if (f.origin == fiber::spawned) --live_;
    --awake_;
    auto at = fibers_.begin();
    while (at->get() != &f) ++at;
    // In a deterministic run it is still on its stack; the one before it is not.
    ended_ = std::move(*at);
    fibers_.erase(at);
    if (strategy_ != nullptr) {
      pass_turn();
    } else {
      ended_.reset();
      check_deadlock();
    }
  }

  // ---- timers ----

  void fire(timer_state& one) {
    auto at = timers_.begin();
    while (at->get() != &one) ++at;
    const std::shared_ptr<timer_state> t = *at;
    disarm(one);
    // Ticks that are overdue are left out.
    if (t->period > nanoseconds(0)) arm(t, t->due + t->period * (1 + (now() - t->due) / t->period));
    t->fire();
    retire(t);
  }

  [[noreturn]] void run_timers() {
    for (;;) {
      locked l(*this);
      if (timers_.empty()) {
        timer_wakeup_.wait(l.lock());
      } else {
        const time_point due = timers_.front()->due;  // a copy: the timer may go meanwhile
        timer_wakeup_.wait_until(l.lock(), due);
      }
      bool fired = false;
      for (; !timers_.empty() && timers_.front()->due <= now(); fired = true)
        fire(*timers_.front());
      if (fired) check_deadlock();
    }
  }

  // ---- diagnosis ----

  std::string describe(const fiber& f) const {
    using std::chrono::milliseconds;
    std::string text = "fiber " + std::to_string(f.id) + " [";
    if (f.blocked) {
      const auto slept = std::chrono::duration_cast<milliseconds>(now() - f.blocked_since);
      text += f.last.name + (", " + std::to_string(slept.count())) + " ms]:\n    waits at " +
              text_of(f.last.where) + "\n";
    } else {
      text += "running]:\n";
      if (*f.last.name != 0) {
        text += "    last seen at " + text_of(f.last.where) + " (" + f.last.name + ")\n";
      }
    }
    switch (f.origin) {
      case fiber::main:
        return text + "    started as main\n";
      case fiber::thread:
        return text + "    started as a thread of its own\n";
      case fiber::spawned:
        break;
    }
    text += "    started at " + text_of(f.spawned_at);
    if (f.spawned_by != 0) text += " by fiber " + std::to_string(f.spawned_by);
    return text + "\n";
  }

  static void print(const std::string& text) { std::fputs(text.c_str(), stderr); }

  [[noreturn]] static void die(const std::string& message) {
    print(message);
    std::abort();
  }

  static inline thread_local fiber* self_ = nullptr;

  std::mutex mutex_;
  std::vector<std::shared_ptr<void>> retired_;

  std::vector<std::unique_ptr<fiber>> fibers_;  // by ascending id
  std::uint64_t next_id_ = 1;
  std::size_t awake_ = 0;  // fibers that are not blocked
  std::size_t live_ = 0;   // spawned fibers that have not ended
  std::size_t peak_ = 0;
  fiber* exiting_ = nullptr;  // the one that ends the program, while it runs
  std::size_t stopped_ = 0;   // fibers that are awake and wait for their turn
  std::condition_variable stopped_one_;

  std::vector<std::shared_ptr<timer_state>> timers_;  // the pending ones, soonest first
  bool timer_thread_ = false;
  std::condition_variable timer_wakeup_;

  generator random_{
      static_cast<std::uint64_t>(std::chrono::steady_clock::now().time_since_epoch().count())};

  // Of deterministic runs.
  std::unique_ptr<strategy> strategy_;
  time_point virtual_now_{std::chrono::hours(1)};
  std::size_t turns_left_ = SIZE_MAX;
  std::unique_ptr<fiber> ended_;  // the last one that did
  coroutine* driver_ = nullptr;   // where run() was called
  run_end run_end_;
};

inline locked::locked(runtime& of) : runtime_(&of), lock_(of.mutex_, std::defer_lock) { resume(); }

inline void locked::resume() {
  if (runtime_->strategy_ == nullptr) lock_.lock();
}

inline locked::~locked() {
  if (lock_.mutex() == nullptr) return;  // moved from
  const auto retired = std::exchange(runtime_->retired_, {});
  pause();
  if (std::uncaught_exceptions() == exceptions_) runtime_->rest();
}

// For operations that are one step, or guard their state themselves.
inline void pass(const char* name, std::source_location where) {
  runtime::get().step({name, where});
}

}  // namespace csp::detail
