// The services that main starts run as long as the process.
#include <csp/csp.h>

using namespace std::chrono_literals;

void flush(int each);

void badContext(csp::context ctx) {
  for (;;) {  // expect: nothing in it asks 'ctx' whether to
    flush(1);
    csp::sleep_for(1s);
  }
}

int main() {
  int each = 3;
  csp::go([each] {
    for (;;) {
      flush(each);
      csp::sleep_for(1s);
    }
  });
  auto [ctx, cancel] = csp::with_cancel(csp::background());
  csp::go(badContext, ctx);
  csp::sleep_for(60s);
  cancel();
}
