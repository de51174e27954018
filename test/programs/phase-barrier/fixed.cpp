#include <algorithm>
#include <mutex>
#include <numeric>
#include <vector>

#include <csp/csp.h>

// All parties wait for each other, again and again.
class phase_barrier {
 public:
  explicit phase_barrier(int parties) : parties_(parties) {}

  // True for one of them.
  bool arrive_and_wait() {
    std::unique_lock hold(mu_);
    const long mine = phase_;
    if (++arrived_ == parties_) {
      arrived_ = 0;
      ++phase_;
      turned_.broadcast();
      return true;
    }
    while (phase_ == mine) turned_.wait();
    return false;
  }

  // One party will not come again.
  void arrive_and_drop() {
    std::lock_guard hold(mu_);
    if (arrived_ == --parties_ && parties_ > 0) {
      arrived_ = 0;
      ++phase_;
      turned_.broadcast();
    }
  }

 private:
  int parties_;
  csp::mutex mu_;
  csp::cond turned_{mu_};
  int arrived_ = 0;
  long phase_ = 0;
};

struct grid {
  std::vector<int> front, back;
};

// Smooths the part [begin, end) of the grid.
void relax(grid& g, std::size_t begin, std::size_t end, int rounds, phase_barrier& sync) {
  for (int r = 0; r < rounds; ++r) {
    for (std::size_t i = begin; i < end; ++i) {
      int left = i == 0 ? g.front[i] : g.front[i - 1];
      int right = i + 1 == g.front.size() ? g.front[i] : g.front[i + 1];
      g.back[i] = (left + g.front[i] + right) / 3;
    }
    if (sync.arrive_and_wait()) std::swap(g.front, g.back);
    sync.arrive_and_wait();
  }
  sync.arrive_and_drop();
}

int main() {
  grid g{std::vector<int>(9), std::vector<int>(9)};
  std::iota(g.front.begin(), g.front.end(), 1);
  constexpr int parts = 3;
  phase_barrier sync(parts);
  csp::wait_group workers;
  for (int p = 0; p < parts; ++p) {
    workers.go([&g, &sync, p] {
      std::size_t width = g.front.size() / parts;
      relax(g, p * width, (p + 1) * width, 2 + p, sync);
    });
  }
  workers.wait();
  return *std::max_element(g.front.begin(), g.front.end()) < 10 ? 0 : 1;
}
