// csp: Go's concurrency vocabulary as a C++20 library.
//
// Semantics are Go's unless said otherwise. "Panics" means: throws csp::panic_error. A panic that
// leaves the body of a fiber ends the program by std::terminate(). When main returns the program
// ends, whatever fibers still exist. When every fiber is blocked and no timer is pending the
// program ends with status 2, after "all fibers are asleep - deadlock!" and a dump of all fibers on
// stderr.
//
// Every fiber is a thread. A thread that the library did not start counts as a fiber from its first
// operation on. Parameters `where` are the places that dumps show; callers leave them out.
//
// With CSP_SEED=n in the environment a run can be repeated: see detail/runtime.h. With
// CSP_SCHEDULE=FILE it takes the steps of a schedule: see detail/replay.h.
#pragma once

#include <any>
#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <exception>
#include <functional>
#include <iosfwd>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <source_location>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "csp/detail/runtime.h"

namespace csp {

namespace detail {
struct access;
template <class T>
struct chan_state;
class select_case;
struct context_state;
struct error_state;
struct group_state;
}  // namespace detail

using location = std::source_location;

struct unit {};  // chan<unit> carries signals without a value

// ---- panic and defer ------------------------------------------------------------------------

class panic_error : public std::exception {
 public:
  explicit panic_error(std::string message) : message_(std::move(message)) {}
  const char* what() const noexcept override { return message_.c_str(); }

 private:
  std::string message_;
};

[[noreturn]] void panic(std::string message, location where = location::current());

// Runs f at the end of the scope. A panic of f goes on to the caller.
//   csp::defer unlock{[&] { mu.unlock(); }};
template <class F>
class defer {
 public:
  explicit defer(F f) : f_(std::move(f)) {}
  defer(const defer&) = delete;
  defer& operator=(const defer&) = delete;
  ~defer() noexcept(false) { f_(); }

 private:
  F f_;
};

// ---- fibers ---------------------------------------------------------------------------------

// Runs f(a...) in a new fiber, on copies of f and a. Calls with more than four arguments are not
// located in dumps.
template <class F>
void go(F&& f, location where = location::current());
template <class F, class A>
void go(F&& f, A&& a, location where = location::current());
template <class F, class A, class B>
void go(F&& f, A&& a, B&& b, location where = location::current());
template <class F, class A, class B, class C>
void go(F&& f, A&& a, B&& b, C&& c, location where = location::current());
template <class F, class A, class B, class C, class D>
void go(F&& f, A&& a, B&& b, C&& c, D&& d, location where = location::current());
template <class F, class... A>
  requires(sizeof...(A) > 4)
void go(F&& f, A&&... a);

// Lets other fibers run.
void yield(location where = location::current());

// Returns at once when d is not positive.
void sleep_for(std::chrono::nanoseconds d, location where = location::current());

// ---- channels -------------------------------------------------------------------------------

// A handle on a channel: copies stand for the same one.
template <class T>
class chan {
 public:
  class iterator;
  class sentinel {};

  chan() noexcept = default;            // the nil channel: send and recv block for ever
  explicit chan(std::size_t capacity);  // chan<int>(0) is unbuffered

  // Blocks until the value is in the buffer or with a receiver. Panics when the channel is closed,
  // also when that happens while it blocks.
  void send(T value, location where = location::current()) const;

  // Blocks until there is a value; nullopt when the channel is closed and drained.
  std::optional<T> recv(location where = location::current()) const;

  // False when it would block. Panics when the channel is closed.
  bool try_send(T value, location where = location::current()) const;

  // nullopt when it would block or the channel is closed and drained.
  std::optional<T> try_recv(location where = location::current()) const;

  // Panics when the channel is nil or closed already.
  void close(location where = location::current()) const;

  std::size_t len(location where = location::current()) const;  // values in the buffer
  std::size_t cap() const;                                      // places in the buffer

  explicit operator bool() const noexcept {
    return state_ != nullptr;
  }  // false for the nil channel
  friend bool operator==(const chan&, const chan&) = default;  // the same channel

  // for (auto v : ch): receives until the channel is closed and drained.
  iterator begin(location where = location::current()) const { return iterator(*this, where); }
  sentinel end() const { return {}; }

 private:
  friend struct detail::access;

  std::shared_ptr<detail::chan_state<T>> state_;
};

template <class T>
chan<T> make_chan(std::size_t capacity = 0) {
  return chan<T>(capacity);
}

// ---- select ---------------------------------------------------------------------------------

// Runs one ready case, chosen by chance, and returns its index. When none is ready it runs
// otherwise(), or blocks if there is none. Cases on nil channels are never ready. Panics when it
// chooses a send on a closed channel.
template <class... Cases>
  requires(sizeof...(Cases) > 0 &&
           (std::derived_from<std::remove_cvref_t<Cases>, detail::select_case> && ...))
std::size_t select(Cases&&... cases);

// Blocks for ever.
std::size_t select(location where = location::current());

// The cases: f is called after the operation, with the received std::optional<T> if it takes one.
template <class T, class F>
auto on_recv(chan<T> ch, F f, location where = location::current());
template <class T, class F>
auto on_send(chan<T> ch, std::type_identity_t<T> value, F f, location where = location::current());
template <class F>
auto otherwise(F f, location where = location::current());

// ---- sync -----------------------------------------------------------------------------------

// Waits until as many fibers are done as were added.
class wait_group {
 public:
  wait_group() = default;
  wait_group(const wait_group&) = delete;
  wait_group& operator=(const wait_group&) = delete;

  void add(int delta = 1, location where = location::current());  // panics below zero
  void done(location where = location::current());                // add(-1)
  void wait(location where = location::current());

  // Adds one, runs f in a new fiber, and is done when f ends.
  template <class F>
  void go(F f, location where = location::current());

 private:
  void change(int delta, const detail::operation& op);

  int count_ = 0;
  detail::wait_queue waiting_;
};

// Not recursive. Any fiber may unlock it; unlocking it while it is unlocked ends the program.
class mutex {
 public:
  mutex() = default;
  mutex(const mutex&) = delete;
  mutex& operator=(const mutex&) = delete;

  void lock(location where = location::current());
  bool try_lock(location where = location::current());
  void unlock(location where = location::current());

 private:
  bool locked_ = false;
  detail::wait_queue waiting_;
};

// Many readers or one writer. A lock() that waits holds back new lock_shared(); unlock() lets the
// readers in that wait. Unlocking what is not locked ends the program.
class rw_mutex {
 public:
  rw_mutex() = default;
  rw_mutex(const rw_mutex&) = delete;
  rw_mutex& operator=(const rw_mutex&) = delete;

  void lock(location where = location::current());
  bool try_lock(location where = location::current());
  void unlock(location where = location::current());

  void lock_shared(location where = location::current());
  bool try_lock_shared(location where = location::current());
  void unlock_shared(location where = location::current());

 private:
  bool writing_ = false;
  std::size_t readers_ = 0;
  detail::wait_queue writers_waiting_;
  detail::wait_queue readers_waiting_;
};

// A condition on state that m guards. M: mutex or rw_mutex (locked for writing).
class cond {
 public:
  template <class M>
  explicit cond(M& m)
      : lock_([&m](location where) { m.lock(where); }),
        unlock_([&m](location where) { m.unlock(where); }) {}
  cond(const cond&) = delete;
  cond& operator=(const cond&) = delete;

  // The caller holds the lock; it is free while this waits. Never wakes without a signal.
  void wait(location where = location::current());
  void signal(location where = location::current());     // wakes the one that waits longest
  void broadcast(location where = location::current());  // wakes all

 private:
  std::function<void(location)> lock_;
  std::function<void(location)> unlock_;
  detail::wait_queue waiting_;
};

class once {
 public:
  once() = default;
  once(const once&) = delete;
  once& operator=(const once&) = delete;

  // Runs f unless a call was there before; then waits until that one's f has ended. It counts as
  // ended when it panics. Deadlocks when f calls it.
  template <class F>
  void call(F f, location where = location::current());

 private:
  bool begin(location where);
  void finish(location where);

  enum { idle, running, finished } state_ = idle;
  detail::wait_queue waiting_;
};

// ---- time -----------------------------------------------------------------------------------

using time_point = std::chrono::steady_clock::time_point;
time_point now(location where = location::current());

// Sends the time on c() every period; a tick that finds c() full is lost. A handle: the ticker runs
// until stop(), even if all handles are gone. Panics when the period is not positive.
class ticker {
 public:
  explicit ticker(std::chrono::nanoseconds period, location where = location::current());
  chan<time_point> c() const { return c_; }
  void stop(location where = location::current());  // neither closes nor drains c()
  void reset(std::chrono::nanoseconds period, location where = location::current());

 private:
  chan<time_point> c_;
  std::shared_ptr<detail::timer_state> timer_;
};

// Sends the time on c() once, after d. A handle, as ticker.
class timer {
 public:
  explicit timer(std::chrono::nanoseconds d, location where = location::current());
  chan<time_point> c() const { return c_; }  // nil for after_func()

  // Both return whether it was pending. Neither drains c().
  bool stop(location where = location::current());
  bool reset(std::chrono::nanoseconds d, location where = location::current());

 private:
  friend struct detail::access;

  explicit timer(std::shared_ptr<detail::timer_state> state) : timer_(std::move(state)) {}

  chan<time_point> c_;
  std::shared_ptr<detail::timer_state> timer_;
};

chan<time_point> after(std::chrono::nanoseconds d, location where = location::current());

// The ticker behind it cannot be stopped. The nil channel when the period is not positive.
chan<time_point> tick(std::chrono::nanoseconds period, location where = location::current());

// Runs f in a fiber of its own after d, unless the timer is stopped.
template <class F>
timer after_func(std::chrono::nanoseconds d, F f, location where = location::current());

// ---- errors ---------------------------------------------------------------------------------

// Nothing (nil) or what went wrong. Errors compare by identity: each error(message) is another one.
class error {
 public:
  error() noexcept = default;
  explicit error(std::string message);

  explicit operator bool() const noexcept { return state_ != nullptr; }  // there is an error
  std::string message() const;                                           // empty for nil
  error unwrap() const;  // what wrap() was given; nil if nothing
  friend bool operator==(const error&, const error&) = default;

 private:
  friend error wrap(error cause, std::string message);

  std::shared_ptr<const detail::error_state> state_;
};

error errorf(std::string message);

// An error with the message "message: cause's message".
error wrap(error cause, std::string message);

// Whether e is target or wraps it.
bool is(const error& e, const error& target);

// A value or an error.
template <class T>
class result {
 public:
  result(T value) : value_(std::move(value)) {}
  result(error err) : err_(std::move(err)) {}

  bool ok() const { return value_.has_value(); }
  T& value();                                // panics unless ok()
  const error& err() const { return err_; }  // nil if ok()

 private:
  std::optional<T> value_;
  error err_;
};

// ---- contexts -------------------------------------------------------------------------------

// Tells work that it is no longer wanted. A handle.
class context {
 public:
  chan<unit> done() const;  // closed on cancel; nil if that cannot happen
  std::optional<time_point> deadline() const;
  std::any value(const std::string& key) const;  // its own or an ancestor's; empty if none

  // Why it is done, "context canceled" or "context deadline exceeded"; nil while it is not.
  error err(location where = location::current()) const;

  explicit context(std::shared_ptr<detail::context_state> state) : state_(std::move(state)) {}

 private:
  friend struct detail::access;

  std::shared_ptr<detail::context_state> state_;
};

using cancel_func = std::function<void()>;  // calls after the first do nothing

context background();  // never done
context todo();

// Children: done when the parent is, when cancel is called, or when the time has come.
std::pair<context, cancel_func> with_cancel(context parent, location where = location::current());
std::pair<context, cancel_func> with_timeout(context parent, std::chrono::nanoseconds d,
                                             location where = location::current());
std::pair<context, cancel_func> with_deadline(context parent, time_point at,
                                              location where = location::current());
context with_value(context parent, std::string key, std::any value);

// Fibers that return errors. With a context: the first error cancels ctx(), and so does wait().
class err_group {
 public:
  err_group();
  explicit err_group(context parent, location where = location::current());
  err_group(const err_group&) = delete;
  err_group& operator=(const err_group&) = delete;

  // f() returns error.
  template <class F>
  void go(F f, location where = location::current());

  error wait(location where = location::current());  // the first error
  context ctx() const;                               // background() without a parent

 private:
  std::shared_ptr<detail::group_state> state_;
};

// ---- containers and values for several fibers -----------------------------------------------

template <class K, class V>
class sync_map {
 public:
  std::optional<V> load(const K& key, location where = location::current()) const;
  void store(K key, V value, location where = location::current());

  // The value there is and true, or the one given and false.
  std::pair<V, bool> load_or_store(K key, V value, location where = location::current());
  void erase(const K& key, location where = location::current());

 private:
  mutable std::mutex mutex_;
  std::map<K, V> values_;
};

// Objects for reuse.
template <class T>
class pool {
 public:
  explicit pool(std::function<T()> make) : make_(std::move(make)) {}
  T get(location where = location::current());  // one that was put, or a new one
  void put(T object, location where = location::current());

 private:
  std::function<T()> make_;
  std::mutex mutex_;
  std::vector<T> free_;
};

template <class T>
class atomic_value {
 public:
  explicit atomic_value(T value = T()) : value_(std::move(value)) {}
  T load(location where = location::current()) const;
  void store(T value, location where = location::current());
  T exchange(T value, location where = location::current());  // returns the old value

  // Stores desired if the value equals expected; else expected becomes the value.
  bool compare_exchange(T& expected, T desired, location where = location::current());

 private:
  mutable std::mutex mutex_;
  T value_;
};

// ---- diagnosis while the program runs -------------------------------------------------------

// Fibers that were started and have not ended. main is not counted.
std::size_t live_fibers();

// One block per fiber, main included: what it waits for and for how long, where, and where it was
// started. See detail/runtime.h for the form.
void dump_fibers(std::ostream& out);

struct leak_guard_options {
  std::chrono::nanoseconds grace = std::chrono::milliseconds(100);  // time for fibers to end
  std::size_t max_fibers = SIZE_MAX;                         // how many may be alive at one time
  std::function<void(const std::string& report)> on_leak{};  // default: prints and aborts
};

// Reports at the end of its scope when fibers that were started inside are blocked, also after the
// grace, or when more than max_fibers were alive. Not while an exception leaves the scope.
class leak_guard {
 public:
  explicit leak_guard(leak_guard_options options = {}, location where = location::current());
  leak_guard(const leak_guard&) = delete;
  leak_guard& operator=(const leak_guard&) = delete;
  ~leak_guard();

 private:
  void wait_for_fibers() const;
  std::string report() const;

  leak_guard_options options_;
  location where_;
  std::uint64_t first_fiber_;
  std::size_t peak_before_;
  int exceptions_ = std::uncaught_exceptions();
};

}  // namespace csp

#include "csp/detail/channel.h"
#include "csp/detail/context.h"
#include "csp/detail/diagnosis.h"
#include "csp/detail/fiber.h"
#include "csp/detail/replay.h"
#include "csp/detail/seeded.h"
#include "csp/detail/select.h"
#include "csp/detail/shared.h"
#include "csp/detail/sync.h"
#include "csp/detail/time.h"
