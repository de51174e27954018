// coost's channels have at least one place.
// flags: -I %S/../../../test/dialect/Inputs/coost
#include <co/co.h>

void badZero() {
  co::chan<int> jobs(0);  // expect: the capacity has to be at least 1, not 0
  jobs << 1;
}

void okOne() {
  co::chan<int> jobs(1), results;
  jobs << 1;
  results << 2;
}
