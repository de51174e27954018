// Every loop counts where the option says so.
// config: few-turns.yaml
#include <csp/csp.h>

using namespace std::chrono_literals;

void use(std::optional<int> value);

void badTwice(csp::chan<int> reply) {
  for (int attempt = 0; attempt < 2; ++attempt)
    csp::select(csp::on_recv(reply, use),
                csp::on_recv(csp::after(1s), [] {}));  // expect: a new timer of 'after'
}

void okNever(csp::chan<int> reply) {
  for (int attempt = 0; attempt < 0; ++attempt)
    csp::select(csp::on_recv(reply, use), csp::on_recv(csp::after(1s), [] {}));
}
