#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include <csp/csp.h>

struct message {
  std::string topic;
  int sequence;
};

class broker;

// Receives the messages of one topic until it is closed.
class subscription {
 public:
  explicit subscription(std::string topic) : topic_(std::move(topic)) {}
  const std::string& topic() const { return topic_; }
  csp::chan<message> messages() const { return inbox_; }

  // expect@+1: send on 'inbox_' blocks for ever while it holds 'mu_', which another fiber needs to go on
  void deliver(const message& m) { inbox_.send(m); }

 private:
  std::string topic_;
  csp::chan<message> inbox_{1};
};

class broker {
 public:
  std::shared_ptr<subscription> subscribe(const std::string& topic) {
    auto s = std::make_shared<subscription>(topic);
    std::lock_guard hold(mu_);
    by_topic_[topic].push_back(s);
    return s;
  }

  void unsubscribe(const std::shared_ptr<subscription>& s) {
    std::lock_guard hold(mu_);
    auto& list = by_topic_[s->topic()];
    list.erase(std::remove(list.begin(), list.end(), s), list.end());
  }

  void publish(const message& m) {
    std::lock_guard hold(mu_);
    if (auto at = by_topic_.find(m.topic); at != by_topic_.end()) {
      for (const auto& s : at->second) s->deliver(m);
    }
  }

 private:
  csp::mutex mu_;
  std::map<std::string, std::vector<std::shared_ptr<subscription>>> by_topic_;
};

// Takes messages until one satisfies it.
bool wait_for(broker& b, const std::string& topic,
              const std::function<bool(const message&)>& enough) {
  auto s = b.subscribe(topic);
  csp::defer leave{[&] { b.unsubscribe(s); }};
  csp::timer patience(std::chrono::milliseconds(50));
  csp::defer calm{[&] { patience.stop(); }};
  for (;;) {
    bool late = false;
    std::optional<message> m;
    csp::select(csp::on_recv(s->messages(), [&](std::optional<message> got) { m = got; }),
                csp::on_recv(patience.c(), [&] { late = true; }));
    if (late) return false;
    if (m && enough(*m)) return true;
  }
}

int main() {
  broker b;
  csp::wait_group work;
  for (int who = 0; who < 2; ++who) {
    work.go(
        [&b, who] { wait_for(b, "orders", [who](const message& m) { return m.sequence > who; }); });
  }
  work.go([&b] {
    for (int i = 0; i < 6; ++i) b.publish({i % 3 == 2 ? "refunds" : "orders", i});
  });
  work.wait();
}
