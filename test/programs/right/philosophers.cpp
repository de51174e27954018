// The last one takes the forks the other way round, another table has a doorman instead.
#include <array>
#include <memory>
#include <mutex>
#include <vector>

#include <csp/csp.h>

class table {
 public:
  virtual ~table() = default;
  virtual void dine(std::size_t seat) = 0;

 protected:
  static constexpr std::size_t seats = 3;
  std::array<csp::mutex, seats> forks_;
  csp::atomic_value<int> meals_;
};

class left_handed_table : public table {
 public:
  void dine(std::size_t seat) override {
    std::size_t first = seat, second = (seat + 1) % seats;
    if (seat + 1 == seats) std::swap(first, second);
    std::lock_guard one(forks_[first]);
    csp::yield();
    std::lock_guard two(forks_[second]);
    meals_.store(static_cast<int>(seat));
  }
};

class guarded_table : public table {
 public:
  void dine(std::size_t seat) override {
    door_.send({});
    csp::defer leave{[this] { door_.recv(); }};
    std::lock_guard left(forks_[seat]);
    csp::yield();
    std::lock_guard right(forks_[(seat + 1) % seats]);
    meals_.store(static_cast<int>(seat));
  }

 private:
  csp::chan<csp::unit> door_{seats - 1};
};

int main() {
  std::vector<std::unique_ptr<table>> hall;
  hall.push_back(std::make_unique<left_handed_table>());
  hall.push_back(std::make_unique<guarded_table>());
  csp::wait_group guests;
  for (auto& t : hall) {
    for (std::size_t seat = 0; seat < 3; ++seat) {
      guests.go([&t = *t, seat] {
        t.dine(seat);
        t.dine(seat);
      });
    }
  }
  guests.wait();
}
