// A fiber that does nothing but cancel.
#include <csp/csp.h>

int main() {
  auto [ctx, cancel] = csp::with_cancel(csp::background());
  csp::chan<int> never(0);
  csp::go(cancel);
  csp::select(csp::on_recv(ctx.done(), [&] { never.recv(); }));
}
