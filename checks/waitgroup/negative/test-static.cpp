// Wait groups that initialisers of static objects count.
#include <csp/csp.h>

csp::wait_group started;

struct starter {
  starter() {
    started.go([] {});  // expect: the end of this fiber counts down once more
    started.done();     // note: counted down here already, in main
  }
};
starter first;

csp::wait_group counted;

struct okStarter {
  okStarter() {
    counted.add(1);
    csp::go([] { counted.done(); });
  }
};
okStarter second;

int main() {
  csp::yield();
  started.wait();
  counted.wait();
}
