// Checks the links of a page, one fiber each. A fiber counts itself in only when it runs, so that
// wait() can find the count at zero and let main print the report before a link was looked at.
#include <atomic>
#include <chrono>
#include <iostream>
#include <string>
#include <vector>

#include <csp/csp.h>

using namespace std::chrono_literals;

bool answers(const std::string& link) {
  csp::sleep_for(1ms);
  return !link.ends_with("/gone");
}

int countBroken(const std::vector<std::string>& links) {
  csp::wait_group checking;
  std::atomic<int> broken = 0;
  for (const std::string& link : links) {
    csp::go([&checking, &broken, link] {
      checking.add(1);  // expect: 'checking' is incremented inside the task
      csp::defer done{[&] { checking.done(); }};
      if (!answers(link)) ++broken;
    });
  }
  checking.wait();
  return broken;
}

int main() {
  std::cout << countBroken({"https://example.org/", "https://example.org/gone"}) << " broken\n";
}
