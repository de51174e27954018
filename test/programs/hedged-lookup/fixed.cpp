#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <csp/csp.h>

struct not_found {};
struct unavailable {
  std::string why;
};
using answer = std::variant<std::string, not_found, unavailable>;

class replica {
 public:
  virtual ~replica() = default;
  virtual answer lookup(const std::string& key) = 0;
};

class memory_replica : public replica {
 public:
  explicit memory_replica(std::vector<std::pair<std::string, std::string>> rows)
      : rows_(std::move(rows)) {}
  answer lookup(const std::string& key) override {
    for (const auto& [k, v] : rows_) {
      if (k == key) return v;
    }
    return not_found{};
  }

 private:
  const std::vector<std::pair<std::string, std::string>> rows_;
};

class remote_replica : public replica {
 public:
  explicit remote_replica(int distance) : distance_(distance) {}
  answer lookup(const std::string& key) override {
    csp::sleep_for(std::chrono::milliseconds(distance_));
    if (distance_ > 5) return unavailable{"partition"};
    return "remote " + key;
  }

 private:
  const int distance_;
};

template <class... F>
struct overloaded : F... {
  using F::operator()...;
};

class replicated_store {
 public:
  explicit replicated_store(std::vector<std::shared_ptr<replica>> replicas)
      : replicas_(std::move(replicas)) {}

  // Asks all and returns the first useful answer.
  csp::result<std::string> get(const std::string& key) {
    csp::chan<answer> answers;
    answers = csp::make_chan<answer>(replicas_.size());
    for (const auto& r : replicas_) {
      csp::go([r, key, answers] { answers.send(r->lookup(key)); });
    }
    std::string trouble = "no replica knows " + key;
    for (std::size_t i = 0; i < replicas_.size(); ++i) {
      auto a = answers.recv();
      std::optional<std::string> found = std::visit(
          overloaded{[](std::string& s) -> std::optional<std::string> { return std::move(s); },
                     [](not_found&) -> std::optional<std::string> { return {}; },
                     [&](unavailable& u) -> std::optional<std::string> {
                       trouble = u.why;
                       return {};
                     }},
          *a);
      if (found) return *found;
    }
    return csp::errorf(trouble);
  }

 private:
  const std::vector<std::shared_ptr<replica>> replicas_;
};

int main() {
  replicated_store store({std::make_shared<remote_replica>(3), std::make_shared<remote_replica>(9),
                          std::make_shared<memory_replica>(
                              std::vector<std::pair<std::string, std::string>>{{"a", "local a"}})});
  for (const char* key : {"a", "b"}) {
    if (!store.get(key).ok()) return 1;
  }
}
