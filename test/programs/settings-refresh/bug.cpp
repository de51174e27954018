#include <map>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <string>

#include <csp/csp.h>

struct setting {
  std::string value;
  int version;
};

class settings_source {
 public:
  setting fetch(const std::string& key) {
    std::lock_guard hold(mu_);
    return {key + "!", ++version_};
  }

 private:
  csp::mutex mu_;
  int version_ = 0;
};

// Mostly read; a setting that is not there is fetched.
class settings_cache {
 public:
  explicit settings_cache(settings_source& from) : from_(from) {}

  std::string get(const std::string& key) {
    std::shared_lock hold(mu_);
    if (auto* s = find(key)) return s->value;
    return refresh(key);
  }

  void expire(int older_than) {
    std::unique_lock hold(mu_);
    std::erase_if(values_, [&](const auto& entry) { return entry.second.version < older_than; });
  }

 private:
  const setting* find(const std::string& key) const {
    auto at = values_.find(key);
    return at == values_.end() ? nullptr : &at->second;
  }

  std::string refresh(const std::string& key) {
    setting s = from_.fetch(key);
    std::unique_lock hold(mu_);  // expect: lock of 'mu_' blocks for ever
    return values_.insert_or_assign(key, s).first->second.value;
  }

  settings_source& from_;
  csp::rw_mutex mu_;
  std::map<std::string, setting> values_;
};

int main() {
  settings_source source;
  settings_cache cache(source);
  csp::wait_group users;
  for (std::string key : {"color", "font", "color"}) {
    users.go([&cache, key] { cache.get(key); });
  }
  users.go([&cache] { cache.expire(2); });
  users.wait();
  return cache.get("font") == "font!" ? 0 : 1;
}
