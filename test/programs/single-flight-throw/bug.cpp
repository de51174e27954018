#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>

#include <csp/csp.h>

struct profile {
  std::string name;
  int level = 0;
};

// Loads every key once, however many ask for it at the same time.
class profile_cache {
 public:
  using loader = std::function<profile(const std::string&)>;
  explicit profile_cache(loader load) : load_(std::move(load)) {}

  std::optional<profile> get(const std::string& key) {
    std::unique_lock hold(mu_);
    if (auto at = values_.find(key); at != values_.end()) return at->second;
    if (auto at = flights_.find(key); at != flights_.end()) {
      auto f = at->second;
      hold.unlock();
      f->landed.recv();  // expect: receive from 'landed' blocks for ever
      return f->value;
    }
    auto mine = std::make_shared<flight>();
    flights_.emplace(key, mine);
    hold.unlock();
    profile loaded = load_(key);
    hold.lock();
    values_[key] = loaded;
    flights_.erase(key);
    hold.unlock();
    mine->value = loaded;
    mine->landed.close();
    return loaded;
  }

 private:
  struct flight {
    csp::chan<csp::unit> landed{0};
    std::optional<profile> value;
  };

  loader load_;
  csp::mutex mu_;
  std::map<std::string, profile> values_;
  std::map<std::string, std::shared_ptr<flight>> flights_;
};

struct no_such_profile : std::out_of_range {
  using std::out_of_range::out_of_range;
};

int main() {
  profile_cache cache([](const std::string& key) -> profile {
    csp::yield();
    if (key.empty() || key[0] == '#') throw no_such_profile("no profile " + key);
    return {key, static_cast<int>(key.size())};
  });
  csp::wait_group handlers;
  for (std::string key : {"ann", "#bot", "ann", "#bot", "joe"}) {
    handlers.go([&cache, key] {
      try {
        cache.get(key);
      } catch (const no_such_profile&) {
        // answered with 404
      }
    });
  }
  handlers.wait();
}
