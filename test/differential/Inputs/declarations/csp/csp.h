// What programs of the differential test use of csp and of the standard library: declarations that
// chanvet reads a hundred times faster than the library itself. It knows both by name, and looks into
// neither. compare.py reads a part of the programs with the real headers too, and whatever it
// complains about. Constructors are not defaulted, so that classes with such members have one too.
#pragma once

namespace std {

using size_t = decltype(sizeof(0));

template <class T>
struct type_identity {
  using type = T;
};

template <class T>
class optional {
 public:
  constexpr explicit operator bool() const noexcept { return has_; }
  constexpr bool has_value() const noexcept { return has_; }
  T& operator*() { return value_; }

 private:
  bool has_ = false;
  T value_{};
};

template <class A, class B>
struct pair {
  A first;
  B second;
};

template <class F>
class function;
template <class R, class... A>
class function<R(A...)> {
 public:
  template <class F>
  function(F) {}
  R operator()(A...) const;
};

template <class T>
class shared_ptr {
 public:
  explicit shared_ptr(T* pointer) : pointer_(pointer) {}
  T* get() const noexcept { return pointer_; }
  T* operator->() const noexcept { return pointer_; }
  T& operator*() const noexcept { return *pointer_; }

 private:
  T* pointer_ = nullptr;
};
template <class T, class... A>
shared_ptr<T> make_shared(A&&... a) {
  return shared_ptr<T>(new T(a...));
}

template <class M>
class lock_guard {
 public:
  explicit lock_guard(M& m) : mutex_(m) { mutex_.lock(); }
  lock_guard(const lock_guard&) = delete;
  ~lock_guard() { mutex_.unlock(); }

 private:
  M& mutex_;
};
template <class M>
class shared_lock {
 public:
  explicit shared_lock(M& m) : mutex_(m) { mutex_.lock_shared(); }
  ~shared_lock() { mutex_.unlock_shared(); }

 private:
  M& mutex_;
};

namespace chrono {
struct nanoseconds {
  long count;
};
struct seconds {
  explicit seconds(int n) : count(n) {}
  operator nanoseconds() const { return {count}; }
  long count;
};
struct milliseconds {
  explicit milliseconds(int n) : count(n) {}
  operator nanoseconds() const { return {count}; }
  long count;
};
}  // namespace chrono

}  // namespace std

namespace csp {

struct unit {};
struct time_point {};

class panic_error {};
[[noreturn]] void panic(const char* message);

template <class F>
class defer {
 public:
  explicit defer(F f) : f_(f) {}
  defer(const defer&) = delete;
  ~defer() noexcept(false) { f_(); }

 private:
  F f_;
};

template <class F, class... A>
void go(F&&, A&&...) {}
void yield();
void sleep_for(std::chrono::nanoseconds d);

template <class T>
class chan {
 public:
  class iterator {
   public:
    T& operator*();
    iterator& operator++();
    friend bool operator!=(const iterator&, const iterator&) { return true; }
  };

  chan() noexcept {}
  explicit chan(std::size_t) {}
  void send(T) const {}
  std::optional<T> recv() const { return {}; }
  bool try_send(T) const { return true; }
  std::optional<T> try_recv() const { return {}; }
  void close() const {}
  iterator begin() const { return {}; }
  iterator end() const { return {}; }
};

namespace detail {
class select_case {};
}  // namespace detail

template <class... Cases>
std::size_t select(Cases&&...) {
  return 0;
}
template <class T, class F>
detail::select_case on_recv(chan<T>, F) {
  return {};
}
template <class T, class F>
detail::select_case on_send(chan<T>, typename std::type_identity<T>::type, F) {
  return {};
}
template <class F>
detail::select_case otherwise(F) {
  return {};
}

class wait_group {
 public:
  wait_group() {}
  wait_group(const wait_group&) = delete;
  void add(int delta = 1);
  void done();
  void wait();
  template <class F>
  void go(F) {}
};

class mutex {
 public:
  mutex() {}
  mutex(const mutex&) = delete;
  void lock();
  bool try_lock();
  void unlock();
};

class rw_mutex {
 public:
  rw_mutex() {}
  rw_mutex(const rw_mutex&) = delete;
  void lock();
  bool try_lock();
  void unlock();
  void lock_shared();
  bool try_lock_shared();
  void unlock_shared();
};

class cond {
 public:
  template <class M>
  explicit cond(M&) {}
  cond(const cond&) = delete;
  void wait();
  void signal();
  void broadcast();
};

class once {
 public:
  once() {}
  once(const once&) = delete;
  template <class F>
  void call(F) {}
};

template <class T>
class atomic_value {
 public:
  explicit atomic_value(T value = T()) {}
  T load() const { return {}; }
  void store(T) {}
};

chan<time_point> after(std::chrono::nanoseconds d);

class error {
 public:
  explicit operator bool() const noexcept;
};

class context {
 public:
  chan<unit> done() const;
  error err() const;
};
using cancel_func = std::function<void()>;
context background();
std::pair<context, cancel_func> with_cancel(context parent);
std::pair<context, cancel_func> with_timeout(context parent, std::chrono::nanoseconds d);

}  // namespace csp
