// Text has a length and characters. Who can write to its characters makes it unknown.
// RUN: %chanvet model %s -- %csp_flags | FileCheck %s
#include <string>

#include <csp/csp.h>

// CHECK-LABEL: function lengths(
// CHECK: [[SLOT:%[0-9]+]] = load &text
// CHECK-NEXT: [[TEXT:%[0-9]+]] = load [[SLOT]]
// CHECK-NEXT: [[LENGTH:%[0-9]+]] = length [[TEXT]]
// CHECK-NEXT: {{%[0-9]+}} = [[LENGTH]] == 3
// CHECK: [[OF:%[0-9]+]] = length
// CHECK-NEXT: [[EMPTY:%[0-9]+]] = [[OF]] == 0
bool lengths(const std::string& text) { return text.size() == 3 || text.empty(); }

// CHECK-LABEL: function each(
// CHECK: store &__begin1, 0
// CHECK: [[AT:%[0-9]+]] = load &__begin1
// CHECK: [[LENGTH:%[0-9]+]] = length
// CHECK-NEXT: {{%[0-9]+}} = [[AT]] >= [[LENGTH]]
// CHECK: [[ONE:%[0-9]+]] = character {{%[0-9]+}}, {{%[0-9]+}}
// CHECK-NEXT: store {{%[0-9]+}}, [[ONE]]
void each(std::string text, csp::chan<char> c) {
  for (char one : text) c.send(one);
}

// CHECK-LABEL: function single(
// CHECK: character {{%[0-9]+}}, 0
// CHECK: length
// CHECK: certain
// CHECK: throw std::out_of_range std::logic_error std::exception
// CHECK: character {{%[0-9]+}}, 1
// CHECK-NOT: character
// CHECK: call unseen
bool single(std::string text) {
  bool isSame = text[0] == text.at(1);
  text[1] = 'a';
  return isSame;
}
