// The fiber ends the program itself, and nobody knows what another file's function does, on csp.
#include <cstdlib>

#include <csp/csp.h>

void serve();

int main() {
  csp::go([] { std::exit(0); });
  csp::go(serve);
}
