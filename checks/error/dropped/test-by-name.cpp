// Without the option 'by-name', what is thrown away by name is enough said.
// config: by-name.yaml
#include <string>
#include <tuple>

#include <csp/csp.h>

csp::error open(const std::string& name) {
  return name.empty() ? csp::errorf("no name") : csp::error();
}
std::pair<int, csp::error> query(int id) {
  return {id, id < 0 ? csp::errorf("no rows") : csp::error()};
}

void badStatement() {
  open("orders.db");  // expect: the error returned by 'open' is dropped
}

void badInFiber() {
  csp::go([] { return open("orders.db"); });  // expect: the error of the task is lost in the fiber
}

void okCast() { (void)open("orders.db"); }

void okIgnore() { std::ignore = open("orders.db"); }

void okUnderscore() { auto _ = open("orders.db"); }

int okTie() {
  int rows = 0;
  std::tie(rows, std::ignore) = query(1);
  return rows;
}

int okStructuredBinding() {
  auto [rows, _] = query(1);
  return rows;
}
