// How many values a channel holds, and can hold, is asked by operations of their own.
// RUN: %chanvet model %s -- %csp_flags | FileCheck %s
#include <csp/csp.h>

// CHECK-LABEL: function full(c: csp::chan)
// CHECK: [[LENGTH:%[0-9]+]] = channel.length
// CHECK: [[CAPACITY:%[0-9]+]] = channel.capacity
// CHECK: {{%[0-9]+}} = [[LENGTH]] == [[CAPACITY]]
bool full(csp::chan<int> c) { return c.len() == c.cap(); }
