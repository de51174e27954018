// What globals and static members start with is stored by a function that runs before main.
// RUN: %chanvet model %s -- %csp_flags | FileCheck %s
#include <csp/csp.h>

// CHECK-LABEL: function initializers of initializers.cpp() internal
// CHECK: [[QUEUE:%[0-9]+]] = make csp::chan(3)
// CHECK-NEXT: store &queue, [[QUEUE]]
// CHECK: [[MUTEX:%[0-9]+]] = make csp::mutex()
// CHECK-NEXT: store &mu, [[MUTEX]]
// CHECK: store &count, 0
// CHECK: store &none, null
// CHECK: [[OBJECT:%[0-9]+]] = new
// CHECK-NEXT: call @Service::Service([[OBJECT]], 2)
// CHECK-NEXT: store &service, [[OBJECT]]
// CHECK-NOT: &kSize
// CHECK: [[INBOX:%[0-9]+]] = make csp::chan({{[0-9]+}})
// CHECK-NEXT: store &Service::inbox, [[INBOX]]
// CHECK-NEXT: return
csp::chan<int> queue(3);
static csp::mutex mu;
int count;
csp::chan<int> none;
extern csp::chan<int> elsewhere;

struct Service {
  explicit Service(int n) { inbox.send(n); }
  static csp::chan<int> inbox;
};
Service service(2);
constexpr int kSize = 1;
csp::chan<int> Service::inbox{kSize};

template <class T>
csp::chan<T> generic(1);

int main() { queue.close(); }
