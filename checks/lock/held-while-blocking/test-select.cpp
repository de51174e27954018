// A select, on csp, under a lock that both its senders need; and they send under it as well.
#include <mutex>

#include <csp/csp.h>

void badSelect() {
  csp::mutex mu;
  csp::chan<int> left(0), right(0);
  csp::go([&mu, left] {
    std::lock_guard guard(mu);
    left.send(1);  // expect: send on 'left' blocks for ever while it holds
  });
  csp::go([&mu, right] {
    std::lock_guard guard(mu);
    right.send(1);  // expect: send on 'right' blocks for ever while it holds
  });
  std::lock_guard guard(mu);
  csp::select(csp::on_recv(left, [] {}),  // expect: blocks for ever while it holds
              csp::on_recv(right, [] {}));
}

int main() { badSelect(); }
