// Fibers that main leaves behind, on csp.
#include <cstdio>

#include <csp/csp.h>

static void badUpload(int part) { std::printf("part %d\n", part); }

static int twice(int part) { return 2 * part; }

int main(int argc, char**) {
  csp::chan<int> parts(1);
  int last = argc;
  csp::go(badUpload, 1);
  // expect@-1: main ends without waiting for this fiber, and ends it, whatever it is at
  csp::go([parts] {  // expect: main ends without waiting for this fiber
    parts.send(1);
  });
  for (int part = 0; part < 3; ++part)
    csp::go(badUpload, part);  // expect: main ends without waiting
  if (argc > 1) return twice(argc);
  // It does nothing that anybody sees.
  csp::go([last] { (void)last; });
  std::puts("all parts sent");
}
