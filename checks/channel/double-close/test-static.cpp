// Channels that initialisers of static objects close.
#include <csp/csp.h>

struct gate {
  csp::chan<int> opened = csp::make_chan<int>(1);  // note: 'opened' made here
  explicit gate(bool twice) {
    opened.close();             // note: first closed here
    if (twice) opened.close();  // expect: 'opened' is closed twice
  }
};

gate ok(false);
gate bad(true);

int main() {}
