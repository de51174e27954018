// Error groups, on csp: the first error cancels the context.
#include <csp/csp.h>

bool ready();
csp::error check(int item);

// Only an error cancels, and nobody waits for the group.
void badNoError() {
  csp::err_group stages;
  auto ctx = stages.ctx();
  csp::chan<int> items(0);
  csp::go([ctx, items] {
    csp::select(csp::on_send(items, 1, [] {}),  // expect: select can block for ever
                csp::on_recv(ctx.done(), [] {}));
  });
  stages.go([]() -> csp::error { return {}; });
}

void okErrorCancels() {
  csp::err_group stages;
  auto ctx = stages.ctx();
  csp::chan<int> items(0);
  stages.go([ctx, items]() -> csp::error {
    csp::select(csp::on_send(items, 1, [] {}), csp::on_recv(ctx.done(), [] {}));
    return {};
  });
  stages.go([items]() -> csp::error {
    if (ready()) return csp::errorf("not ready");
    items.recv();
    return {};
  });
  if (csp::error e = stages.wait()) throw e;
}

// Either an error, and it cancels, or none, and the other is served.
void okErrorOfOthers() {
  csp::err_group stages;
  auto ctx = stages.ctx();
  csp::chan<int> items(0);
  stages.go([ctx, items]() -> csp::error {
    csp::select(csp::on_send(items, 1, [] {}), csp::on_recv(ctx.done(), [] {}));
    return {};
  });
  stages.go([items]() -> csp::error {
    if (csp::error e = check(1)) return e;
    items.recv();
    return {};
  });
  if (csp::error e = stages.wait()) throw e;
}

void okWaitCancels() {
  csp::err_group stages;
  auto ctx = stages.ctx();
  csp::go([ctx] { ctx.done().recv(); });
  stages.go([]() -> csp::error { return {}; });
  if (csp::error e = stages.wait()) throw e;
}

int main() {
  badNoError();
  okErrorCancels();
  okErrorOfOthers();
  okWaitCancels();
}
