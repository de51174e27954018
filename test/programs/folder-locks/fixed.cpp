#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include <csp/csp.h>

class folder;

class entry {
 public:
  explicit entry(std::string name) : name_(std::move(name)) {}
  virtual ~entry() = default;
  virtual long size() = 0;
  const std::string& name() const { return name_; }
  std::weak_ptr<folder> parent;

 private:
  const std::string name_;
};

// Locks go from the root to the leaves.
class folder : public entry, public std::enable_shared_from_this<folder> {
 public:
  using entry::entry;
  void add(std::shared_ptr<entry> e) {
    std::lock_guard hold(mu_);
    e->parent = weak_from_this();
    children_.emplace(e->name(), std::move(e));
  }
  long size() override {
    std::lock_guard hold(mu_);
    long sum = 0;
    for (auto& [name, e] : children_) sum += e->size();
    return sum;
  }
  void drop(const std::string& name) {
    std::lock_guard hold(mu_);
    children_.erase(name);
  }

 private:
  csp::mutex mu_;
  std::map<std::string, std::shared_ptr<entry>> children_;
};

class file : public entry {
 public:
  file(std::string name, long bytes) : entry(std::move(name)), bytes_(bytes) {}
  long size() override {
    std::lock_guard hold(mu_);
    return bytes_;
  }
  // An empty file is taken out of its folder.
  void truncate(long to) {
    bool empty = false;
    {
      std::lock_guard hold(mu_);
      bytes_ = to;
      empty = bytes_ == 0;
    }
    if (!empty) return;
    if (auto home = parent.lock()) home->drop(name());
  }

 private:
  csp::mutex mu_;
  long bytes_;
};

int main() {
  auto root = std::make_shared<folder>("/");
  auto logs = std::make_shared<folder>("logs");
  auto today = std::make_shared<file>("today", 70);
  root->add(logs);
  logs->add(today);
  root->add(std::make_shared<file>("readme", 30));
  csp::wait_group users;
  users.go([root] {
    for (int i = 0; i < 2; ++i) root->size();
  });
  users.go([today] {
    today->truncate(10);
    today->truncate(0);
  });
  users.wait();
  return root->size() == 30 ? 0 : 1;
}
