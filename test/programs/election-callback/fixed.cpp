#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <csp/csp.h>

// Who leads. Tells those who want to know when that changes.
class election {
 public:
  using listener = std::function<void(const std::optional<std::string>&)>;

  void watch(listener l) {
    std::lock_guard hold(mu_);
    listeners_.push_back(std::move(l));
  }

  bool campaign(const std::string& who) {
    std::unique_lock hold(mu_);
    if (leader_) return *leader_ == who;
    leader_ = who;
    announce(hold);
    return true;
  }

  void resign(const std::string& who) {
    std::unique_lock hold(mu_);
    if (leader_ != who) return;
    leader_.reset();
    announce(hold);
  }

  std::optional<std::string> leader() {
    std::lock_guard hold(mu_);
    return leader_;
  }

 private:
  void announce(std::unique_lock<csp::mutex>& hold) {
    auto listeners = listeners_;
    auto leader = leader_;
    hold.unlock();
    for (const auto& l : listeners) l(leader);
    hold.lock();
  }

  csp::mutex mu_;
  std::optional<std::string> leader_;
  std::vector<listener> listeners_;
};

class node {
 public:
  node(std::string name, election& votes) : name_(std::move(name)), votes_(votes) {
    votes_.watch([this](const std::optional<std::string>& leader) { follow(leader); });
  }

  void run_task(int n) {
    if (!votes_.campaign(name_)) return;
    std::lock_guard hold(mu_);
    tasks_ += n;
  }

  void shut_down() {
    bool busy = false;
    {
      std::lock_guard hold(mu_);
      busy = std::exchange(tasks_, 0) > 0;
    }
    if (busy) votes_.resign(name_);
  }

 private:
  void follow(const std::optional<std::string>& leader) {
    std::lock_guard hold(mu_);
    follows_ = leader.value_or("nobody");
  }

  const std::string name_;
  election& votes_;
  csp::mutex mu_;
  int tasks_ = 0;
  std::string follows_;
};

int main() {
  election votes;
  std::map<std::string, std::unique_ptr<node>> cluster;
  for (const char* name : {"n1", "n2"}) cluster.emplace(name, std::make_unique<node>(name, votes));
  csp::wait_group life;
  for (auto& [name, n] : cluster) {
    life.go([&n = *n] {
      n.run_task(2);
      csp::yield();
      n.shut_down();
    });
  }
  life.wait();
}
