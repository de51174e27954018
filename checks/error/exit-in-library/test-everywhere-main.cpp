// With the option 'everywhere', also outside of fibers; this file has main.
// config: everywhere.yaml
#include <cstdlib>

#include <csp/csp.h>

bool isRunning();

void okBesideMain() {
  if (!isRunning()) std::exit(1);
}

void badFiber() {
  csp::go([] { std::exit(1); });  // expect: 'exit' ends the whole process from inside a fiber
}

int main() {
  okBesideMain();
  std::exit(0);
}
