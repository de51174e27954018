// Votes with a deadline: late votes find room, and every participant hears the decision.
#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include <csp/csp.h>

using namespace std::chrono_literals;

enum class vote { yes, no };
enum class decision { commit, abort };

class participant {
 public:
  virtual ~participant() = default;
  virtual vote prepare() = 0;
  virtual void finish(decision d) = 0;
};

class shard : public participant {
 public:
  explicit shard(bool slow) : slow_(slow) {}
  vote prepare() override {
    mu_.lock();  // until the decision
    if (slow_) csp::sleep_for(3ms);
    return vote::yes;
  }
  void finish(decision d) override {
    committed_ += d == decision::commit;
    mu_.unlock();
  }

 private:
  const bool slow_;
  csp::mutex mu_;
  int committed_ = 0;
};

decision coordinate(const std::vector<std::shared_ptr<participant>>& all,
                    csp::wait_group& running) {
  csp::chan<vote> votes(all.size());
  csp::chan<decision> decided(all.size());
  for (const auto& p : all) {
    running.go([p, votes, decided] {
      votes.send(p->prepare());
      p->finish(*decided.recv());
    });
  }
  decision d = decision::commit;
  csp::timer limit(5ms);
  csp::defer calm{[&] { limit.stop(); }};
  for (std::size_t n = 0; n < all.size() && d == decision::commit; ++n) {
    csp::select(csp::on_recv(votes,
                             [&](std::optional<vote> v) {
                               if (v == vote::no) d = decision::abort;
                             }),
                csp::on_recv(limit.c(), [&] { d = decision::abort; }));
  }
  for (std::size_t n = 0; n < all.size(); ++n) decided.send(d);
  return d;
}

int main() {
  auto a = std::make_shared<shard>(false);
  auto b = std::make_shared<shard>(true);
  csp::wait_group running;
  for (int tx = 0; tx < 2; ++tx) {
    coordinate({a, b}, running);
  }
  running.wait();
}
