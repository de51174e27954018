// A sender that may be too late expects the panic and treats it as the end.
#include <string>

#include <csp/csp.h>

class gate {
 public:
  bool knock(int n) {
    try {
      in_.send(n);
      return true;
    } catch (const csp::panic_error&) {
      return false;  // closed
    }
  }
  int serve(int limit) {
    int sum = 0;
    for (int i = 0; i < limit; ++i) sum += in_.recv().value_or(0);
    in_.close();
    return sum;
  }

 private:
  csp::chan<int> in_{0};
};

int main() {
  gate g;
  csp::wait_group guests;
  csp::atomic_value<int> turned_away;
  for (int i = 1; i <= 4; ++i) {
    guests.go([&, i] {
      if (!g.knock(i)) turned_away.store(i);
    });
  }
  int sum = g.serve(2);
  guests.wait();
  return sum < 3 || turned_away.load() == 0 ? 1 : 0;
}
