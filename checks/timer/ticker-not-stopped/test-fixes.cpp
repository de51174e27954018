// fixes: 3
#include <stdexcept>

#include <csp/csp.h>

using namespace std::chrono_literals;

bool failed(int id);
void use(int value);

void badReturns(int id) {
  // fix@+1: stop 'every' by a deferred call
  csp::ticker every(1s);  // expect: 'every' is not stopped on this path
  if (failed(id)) return;
  every.c().recv();
  every.stop();
}

void badThrows(int id) {
  csp::ticker every{1s};  // expect: 'every' is not stopped on this path
  if (failed(id)) throw std::runtime_error("failed");
  every.stop();
}

void badContinues() {
  for (int id = 0; id < 3; ++id) {
    csp::ticker wait(10ms);  // expect: 'wait' is not stopped on this path
    if (failed(id)) continue;
    wait.c().recv();
    wait.stop();
  }
}

// Nothing is inserted where the line goes on.
void badTwo(int id) {
  csp::ticker every(1s), seldom(10s);  // expect: 'every' is not stopped on this path
  seldom.stop();
  if (failed(id)) return;
  every.stop();
}

void okDeferred(int id) {
  csp::ticker every(1s);
  csp::defer stop{[&] { every.stop(); }};
  if (failed(id)) return;
  every.c().recv();
}

void okBothPaths(int id) {
  csp::ticker every(1s);
  if (failed(id)) {
    every.stop();
    return;
  }
  every.stop();
}

void okInBranch(int id) {
  if (failed(id)) return;
  csp::ticker every(1s);
  every.c().recv();
  every.stop();
}

void okLoop() {
  for (int id = 0; id < 3; ++id) {
    csp::ticker wait(10ms);
    wait.stop();
  }
}
