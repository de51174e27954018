// A bounded buffer of two conditions, whose end lets producers and consumers go.
#include <deque>
#include <mutex>
#include <optional>

#include <csp/csp.h>

template <class T>
class bounded_buffer {
 public:
  explicit bounded_buffer(std::size_t room) : room_(room) {}

  bool push(T v) {
    std::unique_lock hold(mu_);
    while (items_.size() == room_ && !ended_) not_full_.wait();
    if (ended_) return false;
    items_.push_back(std::move(v));
    not_empty_.signal();
    return true;
  }

  std::optional<T> pop() {
    std::unique_lock hold(mu_);
    while (items_.empty() && !ended_) not_empty_.wait();
    if (items_.empty()) return std::nullopt;
    T v = std::move(items_.front());
    items_.pop_front();
    hold.unlock();
    not_full_.signal();
    return v;
  }

  void end() {
    {
      std::lock_guard hold(mu_);
      ended_ = true;
    }
    not_full_.broadcast();
    not_empty_.broadcast();
  }

 private:
  const std::size_t room_;
  csp::mutex mu_;
  csp::cond not_full_{mu_}, not_empty_{mu_};
  std::deque<T> items_;
  bool ended_ = false;
};

int main() {
  bounded_buffer<int> buffer(2);
  csp::wait_group producers, consumers;
  csp::chan<int> sums(2);
  for (int p = 0; p < 3; ++p) {
    producers.go([&buffer, p] {
      for (int i = 1; i <= 3; ++i) {
        if (!buffer.push(p * 10 + i)) return;
      }
    });
  }
  for (int c = 0; c < 2; ++c) {
    consumers.go([&buffer, sums] {
      int sum = 0;
      while (auto v = buffer.pop()) sum += *v;
      sums.send(sum);
    });
  }
  producers.wait();
  buffer.end();
  consumers.wait();
  return *sums.recv() + *sums.recv() == 108 ? 0 : 1;
}
