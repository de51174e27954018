// A project's own Go-like layer, described in a file: operators, free functions, macros, a
// namespace with two names, an overload told by a parameter's type, a class behind an inherited
// method. A method that a derived class adds is the program's own.
// RUN: %chanvet model --dialect %S/Inputs/own.yaml %s -- -std=c++20 | FileCheck %s
namespace own {
inline namespace v2 {
struct wait_t {};
template <class T>
struct chan_base {
  void shut();
};
template <class T>
struct chan : chan_base<T> {
  explicit chan(int capacity);
  chan& operator<<(T value);
  void put(T value, wait_t);
  void put(T value);
  explicit operator bool() const;
};
template <class T>
chan<T>& operator>>(chan<T>& from, T& value);
template <class F>
void start(F task) {
  task();
}
}  // namespace v2
}  // namespace own
namespace other {
struct group {
  void leave();
};
}  // namespace other
#define GO own::start([&]
#define END )

struct Logged : own::chan<int> {
  using chan::chan;
  void put(int value) { operator<<(value); }
};

// CHECK-LABEL: function operators(
// CHECK: make own::chan(3)
// CHECK: channel.send(
// CHECK: channel.receive(
// CHECK: channel.send(
// CHECK: channel.try_send(
// CHECK: channel.close(
void operators() {
  own::chan<int> jobs(3);
  int value = 0;
  jobs << 1;
  jobs >> value;
  jobs.put(1, own::wait_t());
  jobs.put(1);
  jobs.shut();
}

// CHECK-LABEL: function macros(
// CHECK: spawn
// CHECK: wait_group.done(
void macros(other::group& group) {
  GO { group.leave(); }
  END;
  group.leave();
}

// CHECK-LABEL: function derived(
// CHECK: call @Logged::put(
void derived(Logged& log) { log.put(1); }

// CHECK-LABEL: function inTemplate(
// CHECK: channel.try_send(
// CHECK: channel.close(
template <class T>
void inTemplate(own::chan<T>& jobs, T value) {
  jobs.put(value);
  jobs.shut();
}
