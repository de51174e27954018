// Programs whose main waits for ever, with nothing left that could wake it.
#include <csp/csp.h>

bool failed(int id);

void badSelect() {
  csp::chan<int> hits(0), misses(0);  // note: 'hits' made here
  csp::select(  // expect: select can block for ever: nothing is left that could wake main
      csp::on_recv(hits, [](std::optional<int>) {}),
      csp::on_recv(misses, [](std::optional<int>) {}));
}

// Something may come to life.
void okTimeout() {
  csp::chan<int> hits(0);
  csp::select(csp::on_recv(hits, [](std::optional<int>) {}),
              csp::on_recv(csp::after(std::chrono::milliseconds(10)), [] {}));
}

void okDefault() {
  csp::chan<int> hits(0);
  csp::select(csp::on_recv(hits, [](std::optional<int>) {}), csp::otherwise([] {}));
}

void okServed() {
  csp::chan<int> hits(0), misses(0);
  csp::go([=] { failed(1) ? hits.send(1) : misses.send(1); });
  csp::select(csp::on_recv(hits, [](std::optional<int>) {}),
              csp::on_recv(misses, [](std::optional<int>) {}));
}

// One scenario at a time.
int main(int argc, char**) {
  switch (argc) {
    case 1:
      badSelect();
      break;
    case 2:
      okTimeout();
      break;
    case 3:
      okDefault();
      break;
    case 4:
      okServed();
      break;
  }
}
