// What is called may wait, and what is started may be what ends the program, on csp.
#include <cstdlib>

#include <csp/csp.h>

void serve();

static void okUpload(csp::chan<int> stored) { stored.send(1); }

int main() {
  csp::chan<int> stored(0);
  csp::go(okUpload, stored);
  csp::go([] { std::exit(0); });
  serve();
}
