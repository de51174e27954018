#include "driver/Analyse.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <clang/AST/ASTContext.h>

#include "model/Lowering.h"

namespace chanvet::driver {

namespace {

// What makes two sets of checks the same: names and options. Severities are the host's business.
std::string keyOf(const CheckTable& table) {
  std::string key;
  for (const auto& [name, settings] : table) {
    if (!settings.on.value) continue;
    key += name + '\0';
    for (const auto& [option, setting] : settings.options)
      key += option + '=' + setting.value + '\0';
  }
  return key;
}

class Collector : public check::FindingSink {
 public:
  explicit Collector(std::vector<Finding>& findings) : findings_(findings) {}
  void add(Finding finding) override { findings_.push_back(std::move(finding)); }

 private:
  std::vector<Finding>& findings_;
};

}  // namespace

llvm::Expected<const Analyser::Checks*> Analyser::checksFor(const Config& config,
                                                            llvm::StringRef file) {
  CheckTable table = config.checksFor(file);
  std::string key = keyOf(table);
  auto known = checks_.find(key);
  if (known != checks_.end()) return &known->second;

  Checks checks;
  for (const auto& [name, settings] : table) {
    if (!settings.on.value) continue;
    std::unique_ptr<check::Check> check = check::Registry::instance().create(name);
    if (!check) continue;  // made by the program itself, as those about suppressions
    if (llvm::Error error = check->configure(settings.optionValues()))
      return llvm::createStringError(
          llvm::inconvertibleErrorCode(),
          "options of '" + name + "': " + llvm::toString(std::move(error)));
    checks.all.push_back(check.get());
    checks.owned.push_back(std::move(check));
  }
  return &(checks_[key] = std::move(checks));
}

const dialect::Registry& Analyser::dialectsOf(const Config& config) {
  auto known = dialects_.find(&config);
  if (known != dialects_.end()) return known->second;
  std::vector<dialect::Dialect> active;
  for (const ActiveDialect& dialect : config.dialects()) active.push_back(*dialect.dialect);
  return dialects_.emplace(&config, dialect::Registry(std::move(active))).first->second;
}

void Analyser::analyse(const ParsedUnit& unit, const Config& config, const Checks& checks,
                       std::vector<Finding>& findings, std::vector<std::string>& warnings) {
  if (checks.all.empty()) return;
  dialect::Resolver resolver(dialectsOf(config), unit.ast);
  model::Unit lowered = model::lower(unit.ast, resolver);
  Collector collector(findings);
}

}  // namespace chanvet::driver
