// A condition that nobody knows decides whether the loop ends: the explorer proves nothing, either
// way.
#include <csp/csp.h>

extern int limit;
int sizeOfFile();
void use(int line);

static void badRead(csp::chan<int> lines) {
  // expect@+1: this path leaves 'lines' open, so the loop that receives from it never ends
  if (sizeOfFile() == limit) return;
  lines.close();
}

static void print() {
  csp::chan<int> lines(0);
  csp::go([lines] { badRead(lines); });
  for (int line : lines) use(line);
}

int main() { print(); }
