// Entries of a concurrent map are slots under their keys, which are read and written in one step.
// RUN: %chanvet model %s -- %csp_flags | FileCheck %s
#include <csp/csp.h>

// CHECK-LABEL: function entries(
// CHECK: [[READ:%[0-9]+]] = element key {{%[0-9]+}}, {{%[0-9]+}}, null
// CHECK-NEXT: {{%[0-9]+}} = atomic load [[READ]]
// CHECK: [[WRITTEN:%[0-9]+]] = element key {{%[0-9]+}}, 7, null
// CHECK-NEXT: store [[WRITTEN]], 1
// CHECK: [[PUT:%[0-9]+]] = element key {{%[0-9]+}}, 8, null
// CHECK: [[IS_NEW:%[0-9]+]] = compare_exchange [[PUT]]
// CHECK: not [[IS_NEW]]
// CHECK: [[GONE:%[0-9]+]] = element key {{%[0-9]+}}, {{%[0-9]+}}, null
// CHECK-NEXT: store [[GONE]], null
bool entries(csp::sync_map<int, int>& numbers) {
  bool isThere = numbers.load(7).has_value();
  numbers.store(7, 1);
  auto [number, wasThere] = numbers.load_or_store(8, 2);
  numbers.erase(7);
  return isThere && wasThere;
}
