#include "driver/Analyse.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <clang/AST/ASTContext.h>

#include "check/Runner.h"
#include "explore/Explorer.h"
#include "flow/Analysis.h"
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

}  // namespace

explore::SearchOptions searchOptions(const Config& config, explore::SearchOptions options) {
  if (config.states()) options.states = config.states()->value;
  options.reduces = config.debugging().reduces;
  options.measures = config.debugging().measures;
  return options;
}

llvm::Expected<const Analyser::Checks*> Analyser::checksFor(const Config& config,
                                                            llvm::StringRef file) {
  return checksFor(config.checksFor(file));
}

llvm::Expected<const Analyser::Checks*> Analyser::checksFor(const CheckTable& table) {
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
    checks.push_back(std::move(check));
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

model::Unit Analyser::lower(const ParsedUnit& unit, const Config& config) {
  dialect::Resolver resolver(dialectsOf(config), unit.ast);
  return model::lower(unit.ast, resolver);
}

Analyser::Result Analyser::analyse(const ParsedUnit& unit, const Config& config,
                                   const Checks& checks, Exploring exploring,
                                   check::AllWitnesses& explored) {
  Result result;
  if (checks.empty() && exploring == Exploring::Unit) return result;
  dialect::Resolver resolver(dialectsOf(config), unit.ast);
  model::Unit lowered = model::lower(unit.ast, resolver);
  flow::Analysis flow(lowered);
  flow::Budget budget;
  if (config.steps()) budget.steps = config.steps()->value;
  bool isPart = exploring == Exploring::Program;
  Collector collector(result.findings);
  check::AllWitnesses own;
  result.cut = check::runChecks({lowered, flow, &unit.ast, &resolver}, checks, budget, collector,
                                isPart ? explored : own);
  if (!isPart) {
    explore::Exploration exploration(lowered, searchOptions(config, bounds_));
    own.ask(exploration);
    own.settle(collector);
    llvm::append_range(result.cut, exploration.cut());
    result.explored = exploration.statistics();
  }
  for (const dialect::AnnotationProblem& problem : resolver.annotationProblems())
    result.warnings.push_back(problem.file + ":" + std::to_string(problem.line) + ":" +
                              std::to_string(problem.column) + ": " + problem.message);
  if (isPart) result.model = std::move(lowered);
  return result;
}

}  // namespace chanvet::driver
