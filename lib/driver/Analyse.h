// Runs the checks over a parsed unit.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include <llvm/Support/Error.h>

#include "check/Check.h"
#include "dialect/Resolver.h"
#include "driver/Config.h"
#include "driver/Parse.h"
#include "finding/Finding.h"

namespace chanvet::driver {

// The dialects and checks of configurations, made once and used for every unit.
class Analyser {
 public:
  // The checks that are on for a unit, set up with their options.
  struct Checks {
    std::vector<std::unique_ptr<check::Check>> owned;
    std::vector<check::Check*> all;
  };

  // Errors: a check rejects an option's value.
  llvm::Expected<const Checks*> checksFor(const Config& config, llvm::StringRef file);

  // Adds what the checks find anywhere in the unit, in any order, with the severities of the
  // checks. `warnings` gets annotations that say nothing this program understands.
  void analyse(const ParsedUnit& unit, const Config& config, const Checks& checks,
               std::vector<Finding>& findings, std::vector<std::string>& warnings);

  const dialect::Registry& dialectsOf(const Config& config);

 private:
  std::map<const Config*, dialect::Registry> dialects_;
  std::map<std::string, Checks> checks_;  // by names and options
};

}  // namespace chanvet::driver
