// Runs checks over one unit.
#pragma once

#include "check/Check.h"
#include "check/Witnesses.h"
#include "finding/Cut.h"
#include "flow/PathEngine.h"

namespace chanvet::check {

// Runs every check on the unit: its own look at it, and all observers of paths in one pass.
// Findings go to the sink in no particular order, but for those of the checks that explore: these
// wait in `explored` for what the explorer says. Returns what a bound kept from being looked at to
// the end.
std::vector<Cut> runChecks(const UnitContext& context,
                           llvm::ArrayRef<std::unique_ptr<Check>> checks,
                           const flow::Budget& budget, FindingSink& sink, AllWitnesses& explored);

}  // namespace chanvet::check
