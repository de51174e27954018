// A wait on any path is taken for the one that counts, on csp.
#include <cstdio>

#include <csp/csp.h>

static void okUpload(csp::chan<int> stored) { stored.send(1); }

int main(int argc, char**) {
  csp::chan<int> stored(0);
  csp::go(okUpload, stored);
  if (argc > 1) stored.recv();
  std::puts("all parts sent");
}
