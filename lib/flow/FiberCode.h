// Which functions of a unit fibers run.
#pragma once

#include <vector>

#include <llvm/ADT/STLFunctionalExtras.h>

#include "flow/Analysis.h"

namespace chanvet::flow {

// Calls `visit` with each function that a spawn or call of the unit can run, in order.
void visitRuns(
    Analysis& analysis,
    llvm::function_ref<void(const Point&, const model::Instruction&, model::FunctionId)> visit);

// What of a unit runs in fibers that share their thread, and in nothing else.
class FiberCode {
 public:
  explicit FiberCode(Analysis& analysis);

  // Whether a function runs in such fibers, and, as far as the unit shows, nowhere else.
  bool has(model::FunctionId function) const { return spawnOf_[function] != nullptr; }
  // Where one of the fibers is spawned that run a function of this code.
  Place spawnOf(model::FunctionId function) const;

 private:
  const model::Unit& unit_;
  std::vector<const model::Instruction*> spawnOf_;  // by function
};

}  // namespace chanvet::flow
