// Asks a service every few milliseconds whether it is well. When the service says that it is going
// down, the monitor returns early and leaves its ticker running for the rest of the program.
#include <chrono>
#include <iostream>
#include <vector>

#include <csp/csp.h>

using namespace std::chrono_literals;

enum class Health { Good, Degraded, GoingDown };

Health probe(int attempt) {
  static const std::vector<Health> answers{Health::Good, Health::Degraded, Health::GoingDown};
  return answers[static_cast<std::size_t>(attempt) % answers.size()];
}

int watch(csp::chan<csp::unit> quit) {
  csp::ticker everyTick(2ms);  // expect: 'everyTick' is not stopped
  int warnings = 0;
  bool stopped = false;
  for (int attempt = 0; !stopped; ++attempt) {
    csp::select(csp::on_recv(everyTick.c(), [] {}), csp::on_recv(quit, [&] { stopped = true; }));
    const Health health = probe(attempt);
    if (health == Health::GoingDown) {
      std::cerr << "monitor: the service is going down\n";
      return warnings;
    }
    if (health == Health::Degraded) ++warnings;
  }
  everyTick.stop();
  return warnings;
}

int main() {
  csp::chan<csp::unit> quit(0);
  std::cout << watch(quit) << " warnings\n";
}
