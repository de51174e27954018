// Every loop counts where the option says so.
// config: few-turns.yaml
#include <csp/csp.h>

using namespace std::chrono_literals;

bool answered(int request, csp::chan<csp::time_point> late);

void badTwice() {
  for (int attempt = 0; attempt < 2; ++attempt)
    answered(attempt, csp::after(1s));  // expect: 'after' makes a timer
}

void okNever() {
  for (int attempt = 0; attempt < 0; ++attempt) answered(attempt, csp::after(1s));
}
