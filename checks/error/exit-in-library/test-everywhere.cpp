// With the option 'everywhere', also outside of fibers; this file has no main.
// config: everywhere.yaml
#include <cstdlib>

#include <csp/csp.h>

bool isRunning();

void badLibrary() {
  if (!isRunning()) std::exit(1);  // expect: 'exit' ends the whole process outside of main's file
}

class Parser {
 public:
  Parser() {
    if (!isRunning()) exit(2);  // expect: 'exit' ends the whole process outside of main's file
  }
};

void badFiber() {
  csp::go([] { std::exit(1); });  // expect: 'exit' ends the whole process from inside a fiber
}

void okInvariant() {
  if (!isRunning()) std::abort();
}
