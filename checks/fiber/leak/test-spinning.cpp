// A fiber that never comes to an operation others can see: what the others do is not known.
#include <csp/csp.h>

bool isReady();
void poll();

void okBesideOneThatSpins() {
  csp::chan<int> results(0);
  csp::go([] {
    for (;;)
      if (isReady()) poll();
  });
  csp::go([&] { results.send(1); });
  results.recv();
}

int main() { okBesideOneThatSpins(); }
