// What of a unit runs in fibers that share their thread, and in nothing else.
#pragma once

#include <vector>

#include "flow/Analysis.h"

namespace chanvet::flow {

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
