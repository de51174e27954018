#include "driver/Analyse.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <clang/AST/ASTContext.h>
#include <llvm/ADT/STLExtras.h>
#include <llvm/Support/MemoryBuffer.h>

#include "cache/Cache.h"
#include "check/AstUnitCode.h"
#include "check/Runner.h"
#include "check/Witnesses.h"
#include "driver/FreeMemory.h"
#include "explore/Explorer.h"
#include "flow/Analysis.h"
#include "model/Lowering.h"
#include "model/OwnDeclarations.h"

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

// What the files say that dialects of the project come from.
std::string ownDialectsOf(const Config& config) {
  auto isOwn = [](const ActiveDialect& dialect) { return !dialect.file.empty(); };
  if (llvm::none_of(config.dialects(), isOwn)) return "";
  std::string all;
  for (const std::string& file : config.sources())
    if (auto buffer = llvm::MemoryBuffer::getFile(file))
      all += file + '\0' + (*buffer)->getBuffer().str() + '\0';
  return all;
}

}  // namespace

std::string settingsKey(const Config& config, llvm::StringRef file) {
  std::string dialects;
  for (const ActiveDialect& dialect : config.dialects()) dialects += dialect.name + '\0';
  auto number = [](const auto& bound) { return bound ? std::to_string(bound->value) : ""; };
  return cache::keyOf({keyOf(config.checksFor(file)), dialects, ownDialectsOf(config),
                       number(config.steps()), number(config.states()),
                       config.debugging().reduces ? "reduces" : ""});
}

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

namespace {

std::vector<const clang::Decl*> declarationsOf(const ParsedUnit& unit,
                                               const dialect::Resolver& resolver) {
  std::vector<const clang::Decl*> declarations = model::ownDeclarations(unit.ast, resolver);
  if (unit.order) unit.order->sort(declarations);
  return declarations;
}

}  // namespace

model::Unit Analyser::lower(const ParsedUnit& unit, const Config& config) {
  dialect::Resolver resolver(dialectsOf(config), unit.ast);
  return model::lower(unit.ast, resolver, declarationsOf(unit, resolver));
}

Analyser::Result Analyser::analyse(const ParsedUnit& unit, const Config& config,
                                   const Checks& checks, Exploring exploring) {
  Result result;
  if (checks.empty() && exploring == Exploring::Unit) return result;
  dialect::Resolver resolver(dialectsOf(config), unit.ast);
  std::vector<const clang::Decl*> declarations = declarationsOf(unit, resolver);
  model::Unit lowered = model::lower(unit.ast, resolver, declarations);
  giveBackFreeMemory();
  check::UnitCode code(resolver, declarations);
  flow::Analysis flow(lowered);
  flow::Budget budget = budget_;
  if (config.steps()) budget.steps = config.steps()->value;
  bool isPart = exploring == Exploring::Program;
  Collector collector(result.findings);
  HeldCollector held(result.held);
  check::AllWitnesses witnesses;
  auto sinkOf = [&](const check::Check& check) -> check::FindingSink& {
    if (!check.isRefutable()) return collector;
    if (isPart) return held;
    return witnesses.of(check);
  };
  result.cut =
      check::runChecks({lowered, flow, &unit.ast, &resolver, &code}, checks, budget, sinkOf);
  if (!isPart) {
    explore::Exploration exploration(lowered, searchOptions(config, bounds_));
    witnesses.ask(exploration);
    witnesses.settle(collector);
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
