// The destructors that matter to other fibers. Internal to the room.
#pragma once

#include <llvm/ADT/BitVector.h>
#include <llvm/ADT/DenseMap.h>

#include "explore/Facts.h"
#include "model/Model.h"

namespace chanvet::explore {

class Destructors {
 public:
  Destructors(const model::Unit& unit, const UnitFacts& facts) : unit_(unit), facts_(facts) {}

  // The destructor of the class that the constructor belongs to, or kNone when it does nothing that
  // another fiber could see.
  model::FunctionId of(model::FunctionId constructor);

 private:
  model::FunctionId find(model::FunctionId constructor) const;
  bool matters(model::FunctionId function, llvm::BitVector& seen) const;

  const model::Unit& unit_;
  const UnitFacts& facts_;
  llvm::DenseMap<model::FunctionId, model::FunctionId> known_;  // by constructor
};

}  // namespace chanvet::explore
