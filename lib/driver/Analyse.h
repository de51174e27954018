// Runs the checks over a parsed unit.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <llvm/Support/Error.h>

#include "check/Check.h"
#include "dialect/Resolver.h"
#include "driver/Config.h"
#include "driver/Parse.h"
#include "explore/SearchOptions.h"
#include "explore/Statistics.h"
#include "finding/Cut.h"
#include "finding/Finding.h"
#include "flow/PathEngine.h"
#include "model/Model.h"

namespace chanvet::driver {

// Takes findings in.
class Collector : public check::FindingSink {
 public:
  explicit Collector(std::vector<Finding>& findings) : findings_(findings) {}
  void add(Finding finding) override { findings_.push_back(std::move(finding)); }

 private:
  std::vector<Finding>& findings_;
};

// What waits until the programs are explored that a unit is part of.
struct Held {
  std::vector<Finding> findings;
  std::vector<check::OfferedFix> fixes;
};

class HeldCollector : public check::FindingSink {
 public:
  explicit HeldCollector(Held& held) : held_(held) {}
  void add(Finding finding) override { held_.findings.push_back(std::move(finding)); }
  void offer(check::OfferedFix fix) override { held_.fixes.push_back(std::move(fix)); }

 private:
  Held& held_;
};

// What is explored: each unit on its own, or, when all are read, the programs they make.
enum class Exploring { Unit, Program };

// How the explorer is to work under a configuration.
explore::SearchOptions searchOptions(const Config& config, explore::SearchOptions options = {});

// What of a configuration decides on the results of a unit with this main file: equal for equal
// settings, and for nobody to read.
std::string settingsKey(const Config& config, llvm::StringRef file);

// The dialects and checks of configurations, made once and used for every unit.
class Analyser {
 public:
  // The checks that are on for a unit, set up with their options.
  using Checks = std::vector<std::unique_ptr<check::Check>>;

  // Those of the explorer, and of paths, where the configuration sets none.
  explicit Analyser(explore::SearchOptions bounds = {}, flow::Budget budget = {})
      : bounds_(bounds), budget_(budget) {}

  // Errors: a check rejects an option's value.
  llvm::Expected<const Checks*> checksFor(const Config& config, llvm::StringRef file);
  llvm::Expected<const Checks*> checksFor(const CheckTable& table);

  struct Result {
    std::vector<Finding> findings;      // anywhere in the unit, in any order
    Held held;                          // of a part of programs
    std::vector<std::string> warnings;  // annotations that say nothing this program understands
    std::vector<Cut> cut;               // functions that were looked at in part
    std::vector<explore::Statistics> explored;  // what that cost, by root
    std::optional<model::Unit> model;  // of a unit that is to be explored as part of a program
  };
  Result analyse(const ParsedUnit& unit, const Config& config, const Checks& checks,
                 Exploring exploring);

  // The concurrency model of the unit.
  model::Unit lower(const ParsedUnit& unit, const Config& config);

  // The dialects of the configuration, ready for use. A copy shares what was made for it.
  const dialect::Registry& dialectsOf(const Config& config);
  // Takes those that another analyser has made.
  void adopt(const Config& config, const dialect::Registry& dialects) {
    dialects_.emplace(&config, dialects);
  }

 private:
  explore::SearchOptions bounds_;
  flow::Budget budget_;
  std::map<const Config*, dialect::Registry> dialects_;
  std::map<std::string, Checks> checks_;  // by names and options
};

}  // namespace chanvet::driver
