// Functions that wait for a free place.
// config: limits.yaml
#include <vector>

#include <csp/csp.h>

void serve(int job);
void acquire_slot();
void acquire();

namespace net {
struct Limiter {
  void enter();
};
}  // namespace net

void okFunction(const std::vector<int>& jobs) {
  for (int job : jobs) {
    acquire_slot();
    csp::go(serve, job);
  }
}

void okMethod(net::Limiter& limiter, const std::vector<int>& jobs) {
  for (int job : jobs) {
    limiter.enter();
    csp::go(serve, job);
  }
}

void badOther(const std::vector<int>& jobs) {
  for (int job : jobs) {
    acquire();
    csp::go(serve, job);  // expect: a fiber for each element
  }
}
