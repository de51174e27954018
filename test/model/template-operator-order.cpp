// Which operators have been declared before a template makes no difference to its model: headers
// may come in another order.
// RUN: %chanvet model %s -- -std=c++20 > %t.without
// RUN: %chanvet model %s -- -std=c++20 -DKNOWN > %t.with
// RUN: diff %t.without %t.with
// RUN: FileCheck %s < %t.with

#include <sstream>
#include <string>

namespace pipes {
struct Sink {};
template <class T>
Sink& operator<<(Sink& sink, const T& value);
}  // namespace pipes

struct Other {};
#ifdef KNOWN
std::ostream& operator<<(std::ostream& out, const Other&);
std::ostream& operator<<(std::ostream& out, const Other*);
pipes::Sink& operator<<(pipes::Sink& sink, const Other&);
#endif

// What the left operand is depends on what is called for its own operands.
// CHECK-LABEL: function tell(
// CHECK: call unseen() unwind
// CHECK-NOT: <<
// CHECK: return
template <class T>
std::string tell(const T& value) {
  std::ostringstream out;
  out << "  Id: " << value.id() << "\n";
  return out.str();
}

// CHECK-LABEL: function put(
// CHECK: call {{.*}}pipes::operator<<
// CHECK: call {{.*}}pipes::operator<<
// CHECK: return
template <class T>
void put(pipes::Sink& sink, const T& value) {
  sink << value.id() << 1;
}
