#include <map>
#include <mutex>
#include <string>
#include <variant>
#include <vector>

#include <csp/csp.h>

struct fresh {};
struct paid {
  long amount;
};
struct shipped {
  std::string parcel;
};
struct cancelled {
  std::string why;
};
using state = std::variant<fresh, paid, shipped, cancelled>;

class order {
 public:
  bool pay(long amount) {
    std::lock_guard hold(mu_);
    if (!std::holds_alternative<fresh>(state_)) return false;
    state_ = paid{amount};
    return true;
  }

  csp::error ship(const std::string& parcel) {
    std::unique_lock hold(mu_);
    if (std::holds_alternative<shipped>(state_)) return {};
    auto* p = std::get_if<paid>(&state_);
    if (p == nullptr) {
      hold.unlock();
      csp::error e = csp::errorf("not paid");
      hold.lock();
      if (!std::holds_alternative<paid>(state_)) return e;
      p = std::get_if<paid>(&state_);
    }
    state_ = p->amount < 5 ? state(cancelled{"too little"}) : state(shipped{parcel});
    return {};
  }

  std::string describe() {
    std::lock_guard hold(mu_);
    return std::visit([](const auto& s) { return text(s); }, state_);
  }

 private:
  static std::string text(const fresh&) { return "new"; }
  static std::string text(const paid& p) { return "paid " + std::to_string(p.amount); }
  static std::string text(const shipped& s) { return "in parcel " + s.parcel; }
  static std::string text(const cancelled& c) { return "cancelled: " + c.why; }

  csp::mutex mu_;
  state state_;
};

int main() {
  std::map<int, order> orders;
  for (int id : {1, 2}) orders[id];
  csp::wait_group desks;
  for (auto& [id, o] : orders) {
    desks.go([&o = o, id = id] { o.pay(id * 10); });
    desks.go([&o = o] {
      for (int tries = 0; tries < 2; ++tries) {
        if (!o.ship("P1")) return;
        csp::yield();
      }
    });
  }
  desks.wait();
  return orders[1].describe().empty() ? 1 : 0;
}
