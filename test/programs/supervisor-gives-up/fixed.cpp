#include <exception>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include <csp/csp.h>

struct exit_notice {
  std::size_t child;
  std::string reason;  // empty: normal
};

class service {
 public:
  virtual ~service() = default;
  virtual void serve(int incarnation) = 0;
};

class importer final : public service {
 public:
  void serve(int incarnation) override {
    csp::yield();
    if (incarnation < 1) throw std::runtime_error("importer: source not ready");
  }
};

class mailer final : public service {
 public:
  explicit mailer(bool broken) : broken_(broken) {}
  void serve(int) override {
    csp::sleep_for(std::chrono::milliseconds(2));
    if (broken_) throw std::runtime_error("mailer: no relay");
  }

 private:
  bool broken_;
};

// Restarts children that fail; gives up when that happens too often.
class supervisor {
 public:
  supervisor(std::vector<std::shared_ptr<service>> children, int budget)
      : children_(std::move(children)), incarnations_(children_.size()), budget_(budget) {}

  bool run() {
    for (std::size_t i = 0; i < children_.size(); ++i) start(i);
    std::size_t running = children_.size();
    bool healthy = true;
    while (running > 0) {
      auto notice = exits_.recv();
      --running;
      if (notice->reason.empty()) continue;
      if (!healthy || budget_-- == 0) {
        healthy = false;
        continue;
      }
      ++incarnations_[notice->child];
      start(notice->child);
      ++running;
    }
    return healthy;
  }

 private:
  void start(std::size_t i) {
    auto child = children_[i];
    int incarnation = incarnations_[i];
    csp::go([exits = exits_, child, i, incarnation] {
      std::string reason;
      try {
        child->serve(incarnation);
      } catch (const std::exception& e) {
        reason = e.what();
      }
      exits.send({i, reason});
    });
  }

  std::vector<std::shared_ptr<service>> children_;
  std::vector<int> incarnations_;
  int budget_;
  csp::chan<exit_notice> exits_{0};
};

int main() {
  std::vector<std::shared_ptr<service>> children;
  children.push_back(std::make_shared<importer>());
  children.push_back(std::make_shared<mailer>(true));
  children.push_back(std::make_shared<mailer>(false));
  supervisor root(std::move(children), 2);
  return root.run() ? 1 : 0;
}
