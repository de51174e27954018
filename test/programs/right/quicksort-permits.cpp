// Recursive and parallel as far as permits go; without one the work is done in place.
#include <algorithm>
#include <span>
#include <vector>

#include <csp/csp.h>

class sorter {
 public:
  explicit sorter(std::size_t helpers) : permits_(helpers) {}

  void sort(std::span<int> v) {
    if (v.size() < 2) return;
    int pivot = v[v.size() / 2];
    auto mid = std::partition(v.begin(), v.end(), [&](int x) { return x < pivot; });
    auto rest = std::partition(mid, v.end(), [&](int x) { return x == pivot; });
    std::span<int> low(v.begin(), mid), high(rest, v.end());
    if (permits_.try_send({})) {
      csp::chan<csp::unit> done(0);
      csp::go([this, low, done] {
        csp::defer end{[&] {
          permits_.recv();
          done.close();
        }};
        sort(low);
      });
      sort(high);
      done.recv();
    } else {
      sort(low);
      sort(high);
    }
  }

 private:
  csp::chan<csp::unit> permits_;
};

int main() {
  std::vector<int> v{5, 2, 9, 2, 7, 1, 8, 3};
  sorter(2).sort(v);
  return std::ranges::is_sorted(v) ? 0 : 1;
}
