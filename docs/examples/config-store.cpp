// Keeps a service's settings on disk. save() says whether it worked; the handler that changes a
// setting does not look, and tells its user that all is well.
#include <iostream>
#include <map>
#include <string>

#include <csp/csp.h>

class ConfigStore {
 public:
  explicit ConfigStore(bool readOnly) : readOnly_(readOnly) {}

  csp::error set(const std::string& key, const std::string& value) {
    if (key.empty()) return csp::errorf("a setting needs a name");
    settings_[key] = value;
    return csp::error();
  }

  csp::error save() const {
    if (readOnly_) return csp::errorf("the disk is read-only");
    for (const auto& [key, value] : settings_) std::cout << key << " = " << value << '\n';
    return csp::error();
  }

 private:
  bool readOnly_;
  std::map<std::string, std::string> settings_;
};

std::string handleChange(ConfigStore& store, const std::string& key, const std::string& value) {
  if (csp::error err = store.set(key, value)) return "rejected: " + err.message();
  store.save();  // expect: the error returned by 'save' is dropped
  return "saved";
}

int main() {
  ConfigStore store(true);
  std::cout << handleChange(store, "", "on") << '\n';
  std::cout << handleChange(store, "verbose", "on") << '\n';
}
