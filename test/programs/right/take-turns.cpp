// Three fibers take turns by one condition; the text comes out in order.
#include <array>
#include <mutex>
#include <string>

#include <csp/csp.h>

class turns {
 public:
  explicit turns(int players) : players_(players) {}
  template <class F>
  void take(int who, F f) {
    std::unique_lock hold(mu_);
    while (next_ != who) turned_.wait();
    f();
    next_ = (next_ + 1) % players_;
    turned_.broadcast();
  }

 private:
  const int players_;
  int next_ = 0;
  csp::mutex mu_;
  csp::cond turned_{mu_};
};

int main() {
  turns t(3);
  std::string text;
  csp::wait_group players;
  for (int who = 0; who < 3; ++who) {
    players.go([&, who] {
      for (int round = 0; round < 3; ++round)
        t.take(who, [&] { text += static_cast<char>('a' + who); });
    });
  }
  players.wait();
  return text == "abcabcabc" ? 0 : 1;
}
