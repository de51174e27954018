// What the tests of csp share. Each test is a program that ends with status 0 when all is well.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <sstream>
#include <string>

#include <csp/csp.h>

#define CHECK(condition)                                                   \
  do {                                                                     \
    if (!(condition)) {                                                    \
      std::fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition); \
      std::_Exit(1);                                                       \
    }                                                                      \
  } while (false)

// The message of the panic that f ends with; "" if it does not.
template <class F>
std::string panic_of(F f) {
  try {
    f();
  } catch (const csp::panic_error& e) {
    return e.what();
  }
  return "";
}

// Waits until so many fibers are blocked in this operation ("chan send").
inline void await_blocked(const std::string& operation, int count = 1) {
  for (;;) {
    std::ostringstream dump;
    csp::dump_fibers(dump);
    int found = 0;
    const std::string text = dump.str();
    for (auto at = text.find("[" + operation + ","); at != std::string::npos;
         at = text.find("[" + operation + ",", at + 1)) {
      ++found;
    }
    if (found >= count) return;
    csp::yield();
  }
}

// Waits until all fibers that were started have ended.
inline void await_all() {
  while (csp::live_fibers() > 0) csp::yield();
}
