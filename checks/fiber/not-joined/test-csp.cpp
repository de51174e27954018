// Fibers of csp have no handle that must be joined.
#include <csp/csp.h>

bool failed(int id);
void use(int value);

void okStarted(int id) {
  csp::go([id] { use(id); });
  if (failed(id)) return;
  use(id);
}

void okInLoop() {
  for (int id = 0; id < 3; ++id) csp::go(use, id);
}
