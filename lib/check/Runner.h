// Runs checks over one unit.
#pragma once

#include <memory>
#include <vector>

#include <llvm/ADT/ArrayRef.h>
#include <llvm/ADT/STLFunctionalExtras.h>

#include "check/Check.h"
#include "finding/Cut.h"
#include "flow/PathEngine.h"

namespace chanvet::check {

// Runs every check on the unit: its own look at it, and all observers of paths in one pass.
// Findings go to the sink of their check in no particular order. Returns what a bound kept from
// being looked at to the end.
std::vector<Cut> runChecks(const UnitContext& context,
                           llvm::ArrayRef<std::unique_ptr<Check>> checks,
                           const flow::Budget& budget,
                           llvm::function_ref<FindingSink&(const Check&)> sinkOf);

}  // namespace chanvet::check
