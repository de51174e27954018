// Each of many temporaries of a function has a slot of its own, whatever their number.
// RUN: env MALLOC_PERTURB_=165 %chanvet model %s -- %csp_flags | FileCheck %s
#include <string>

struct headers {
  void set(const std::string& key, const std::string& value);
};

#define SET(n) to.set("key", std::to_string(n));
#define FOUR(n) SET(n) SET(n + 1) SET(n + 2) SET(n + 3)
#define SIXTEEN(n) FOUR(n) FOUR(n + 4) FOUR(n + 8) FOUR(n + 12)

// CHECK-LABEL: function fill(
// CHECK-COUNT-64: call @headers::set(%{{[0-9]+}}, %{{[0-9]+}}, %{{[0-9]+}})
// CHECK-NOT: headers::set
void fill(headers& to, int n) { SIXTEEN(n) SIXTEEN(n + 16) SIXTEEN(n + 32) SIXTEEN(n + 48) }
