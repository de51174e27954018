#include <csp/csp.h>

void half(csp::chan<int> results) {
  results.close();
  unknown(results);
  results.send(
