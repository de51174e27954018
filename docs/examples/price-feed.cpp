// Merges the prices of several exchanges into one feed and prints the best one. Every exchange's
// fiber ends, but nobody tells the reader: its loop waits for a price that never comes.
#include <algorithm>
#include <iostream>
#include <string>
#include <vector>

#include <csp/csp.h>

struct Price {
  std::string exchange;
  double value = 0;
};

double ask(const std::string& exchange) { return 100.0 + static_cast<double>(exchange.size()); }

double bestOf(const std::vector<std::string>& exchanges) {
  csp::chan<Price> prices(8);
  csp::wait_group asking;
  for (const std::string& exchange : exchanges) {
    asking.go([prices, exchange] { prices.send(Price{exchange, ask(exchange)}); });
  }
  asking.wait();

  double best = 1e9;
  for (const Price& price : prices) {  // expect: nothing closes 'prices'
    std::cout << price.exchange << ": " << price.value << '\n';
    best = std::min(best, price.value);
  }
  return best;
}

int main() { std::cout << "best: " << bestOf({"north", "west", "harbour"}) << '\n'; }
