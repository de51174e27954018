// Which functions end the process is an option.
// config: functions.yaml
#include <cstdlib>

#include <csp/csp.h>

namespace logging {
void fatal(const char* what);
void error(const char* what);
}  // namespace logging

void badFatal() {
  csp::go([] { logging::fatal("no rows"); });  // expect: 'fatal' ends the whole process from inside
}

void badAbort() {
  csp::go([] { std::abort(); });  // expect: 'abort' ends the whole process from inside a fiber
}

void okError() {
  csp::go([] { logging::error("no rows"); });
}

void okExcepted() {
  csp::go([] { std::exit(0); });
}
