#include "csp/csp.h"

struct Order {
  int id;
};

// Checks orders, and tells how many were good so far.
void validate(csp::chan<Order> orders, csp::chan<int> results, csp::mutex& log) {
  int good = 0;
  for (Order order : orders) {
    log.lock();
    if (order.id > 0) ++good;
    results.send(good);
    log.unlock();
  }
}

// Writes down what was checked.
void collect(csp::chan<int> results, csp::chan<bool> done, csp::mutex& log) {
  while (auto count = results.recv()) {
    log.lock();
    write(*count);
    log.unlock();
  }
  done.send(true);
}

int main() {
  csp::chan<Order> orders(2);
  csp::chan<int> results(0);
  csp::chan<bool> done(0);
  csp::mutex log;
  csp::go([=, &log] { validate(orders, results, log); });
  csp::go([=, &log] { collect(results, done, log); });
  orders.send(Order{1});
  orders.send(Order{2});
  done.recv();
}
