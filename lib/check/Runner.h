// Runs checks over one unit.
#pragma once

#include "check/Check.h"
#include "flow/PathEngine.h"

namespace chanvet::check {

// Runs every check on the unit: its own look at it, and all observers of paths in one pass.
// Findings go to the sink in no particular order. Returns the names of the functions whose paths
// were not all followed because the budget ran out.
std::vector<std::string> runChecks(const UnitContext& context,
                                   llvm::ArrayRef<std::unique_ptr<Check>> checks,
                                   const flow::Budget& budget, FindingSink& sink);

}  // namespace chanvet::check
