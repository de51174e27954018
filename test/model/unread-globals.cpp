// RUN: %chanvet model %s -- -std=c++20 | FileCheck %s
// RUN: %chanvet model %s -- -std=c++20 | FileCheck --check-prefix=GONE %s

// What headers define by the hundred: of constants that nothing reads, nothing is left.

namespace units {
static const double millimeter = 1.;
static const double centimeter = 10. * millimeter;
static const double meter = 100. * centimeter;
static double kilometer = 1000. * meter;
}  // namespace units

int made();

// CHECK-LABEL: function initializers of unread-globals.cpp()
// CHECK-NEXT: b0:
// What a function reads stays, with what it is computed from.
// CHECK-NEXT: store &units::millimeter, ?
// CHECK-NEXT: %[[MM:[0-9]+]] = load &units::millimeter
// CHECK-NEXT: %[[PRODUCT:[0-9]+]] = ? * %[[MM]]
// CHECK-NEXT: store &units::centimeter, %[[PRODUCT]]

// A call may do anything: it stays, and what it reads.
static double offset = 2.;
static int counted = made() + (offset > 1);
// CHECK-NEXT: store &offset, ?
// CHECK-NEXT: %[[MADE:[0-9]+]] = call @made()
// CHECK: store &counted

// Another unit may name it.
double shared = 3.;
// CHECK: store &shared, ?

// Somebody has its address.
static int place = 4;
int* placeOf() { return &place; }
// CHECK: store &place, 4

// Somebody stores to it.
static int written = 5;
void write() { written = 6; }
// CHECK: store &written, 5

// A global that goes on existing points to it.
static int pointee = 7;
int* pointer = &pointee;
// CHECK: store &pointee, 7
// CHECK-NEXT: store &pointer, &pointee

static const double last = 8.;
// CHECK-NEXT: return ?

double use() { return units::centimeter; }

// GONE-NOT: store &units::meter
// GONE-NOT: store &units::kilometer
// GONE-NOT: store &last
