// In a template that has no instance, an operator of which nobody knows what it calls is what it is
// for numbers, whether or not a function with its name was declared before; where the class of the
// left operand has it as a member, it is a call.
// RUN: %chanvet model %s -- %csp_flags | FileCheck %s

template <class T>
struct Log {
  Log& operator<<(int value);
};

// CHECK-LABEL: function before(count, log)
// CHECK: %[[COUNT:[0-9]+]] = load &count
// CHECK: = %[[COUNT]] >= 2
// CHECK-NOT: call
// CHECK: store &count
// CHECK-NOT: call
// CHECK: call {{.*}}operator<<
// CHECK-NOT: call
template <class T>
int before(T count, Log<T> log) {
  if (count >= 2) return 0;
  count += 3;
  ++count;
  log << count;
  return !count;
}

struct Big {};
bool operator>=(Big, Big);
Big operator+=(Big&, Big);
Big operator++(Big&);
Big operator<<(Big, Big);
bool operator!(Big);

// CHECK-LABEL: function behind(count, log)
// CHECK: %[[COUNT:[0-9]+]] = load &count
// CHECK: = %[[COUNT]] >= 2
// CHECK-NOT: call
// CHECK: store &count
// CHECK-NOT: call
// CHECK: call {{.*}}operator<<
// CHECK-NOT: call
template <class T>
int behind(T count, Log<T> log) {
  if (count >= 2) return 0;
  count += 3;
  ++count;
  log << count;
  return !count;
}
// CHECK-LABEL: function last()
void last() {}
