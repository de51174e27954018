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

// Objects that nobody reads go as well, where making and destroying them changes nothing else.
struct Vector {
  double x, y;
  Vector(double a, double b) : x(a), y(b) {}
  ~Vector() {}
};
struct Line {
  Vector from, to;
  explicit Line(double length) : from(0, 0), to(length, 0) {}
  ~Line() {}
};
static const Line line(9.);
static const int table[3] = {1, 2, 3};
static const Vector lines[2] = {Vector(1, 2), Vector(3, 4)};
inline double square(double of) { return of * of; }
static const double squared = square(3.);

// Here it does.
int count;
struct Counted {
  Counted() { ++count; }
  ~Counted() {}
};
static const Counted addedUp;
// CHECK: call @Counted::Counted(
// CHECK-NEXT: store &addedUp,
struct Registered {
  Registered* next;
  Registered() { next = nullptr, first = this; }
  ~Registered() {}
  static Registered* first;
};
static Registered registered;
// CHECK: call @Registered::Registered(
// CHECK-NEXT: store &registered,
struct Ended {
  Ended() {}
  ~Ended() { --count; }
};
static const Ended ended;
// CHECK: call @Ended::Ended(
// CHECK-NEXT: store &ended,
struct EndedElsewhere {
  EndedElsewhere() {}
  ~EndedElsewhere();
};
static const EndedElsewhere endedElsewhere;
// CHECK: call @EndedElsewhere::EndedElsewhere(
// CHECK-NEXT: store &endedElsewhere,
struct Filled {
  explicit Filled(Vector& other) { other.x = 1; }
  ~Filled() {}
};
Vector shared2(1, 2);
static const Filled filled(shared2);
// CHECK: call @Filled::Filled(
// CHECK-NEXT: store &filled,
inline int thrown(int n) { throw n; }
static const int never = thrown(1);
// CHECK: call @thrown(1)

static const double last = 8.;
// CHECK: return ?

double use() { return units::centimeter; }

// GONE-NOT: store &units::meter
// GONE-NOT: store &units::kilometer
// GONE-NOT: store &line,
// GONE-NOT: store &table,
// GONE-NOT: store &lines,
// GONE-NOT: store &squared,
// GONE-NOT: store &last
