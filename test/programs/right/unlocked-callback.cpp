// Listeners are called without the lock, which is taken again afterwards; they may come back.
#include <functional>
#include <list>
#include <memory>
#include <mutex>

#include <csp/csp.h>

template <class L>
class unlocked {
 public:
  explicit unlocked(L& lock) : lock_(lock) { lock_.unlock(); }
  ~unlocked() { lock_.lock(); }
  unlocked(const unlocked&) = delete;
  unlocked& operator=(const unlocked&) = delete;

 private:
  L& lock_;
};

class counter {
 public:
  void listen(std::function<void(counter&, int)> f) {
    std::lock_guard hold(mu_);
    listeners_.push_back(std::move(f));
  }
  void add(int n) {
    std::lock_guard hold(mu_);
    value_ += n;
    for (auto& l : listeners_) {  // grows at the end only
      int value = value_;
      unlocked out(mu_);
      l(*this, value);
    }
  }
  int value() {
    std::lock_guard hold(mu_);
    return value_;
  }

 private:
  csp::mutex mu_;
  int value_ = 0;
  std::list<std::function<void(counter&, int)>> listeners_;
};

int main() {
  counter c;
  c.listen([](counter& me, int v) {
    if (v % 2 == 1) me.add(1);
  });
  csp::wait_group wg;
  for (int i = 0; i < 2; ++i) wg.go([&c] { c.add(1); });
  wg.go([&c] { c.value(); });
  wg.wait();
}
