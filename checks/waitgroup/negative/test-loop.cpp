// Wait groups whose counter goes below zero, on csp: more fibers than were added.
#include <csp/csp.h>

void store(int row);

void badAddOnceForAll() {
  csp::wait_group writers;
  writers.add(2);  // note: last added to here, in main
  for (int row = 0; row < 3; ++row) {
    csp::go([row, &writers] {
      store(row);
      writers.done();  // expect: the counter of 'writers' goes below zero
    });
  }
  csp::sleep_for(std::chrono::seconds(1));
}

int main() { badAddOnceForAll(); }
