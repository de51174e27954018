// What to do about findings, for people.
#pragma once

#include <llvm/ADT/STLFunctionalExtras.h>

#include "Options.h"
#include "report/Report.h"

namespace chanvet::tool {

struct AdviceOptions {
  bool areInSources = true;  // comments, fixes and baselines are for these findings
  bool hasBaseline = false;
};

// Prints up to three lines to standard error when a finding of the run `fails` it, and standard
// output has the findings in the format text.
void printAdvice(const Options& options, const report::Run& run, const AdviceOptions& advice,
                 llvm::function_ref<bool(const Finding&)> fails);

}  // namespace chanvet::tool
