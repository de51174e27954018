// The destructors that matter to other fibers. Internal to the room.
#pragma once

#include <llvm/ADT/BitVector.h>
#include <llvm/ADT/DenseMap.h>

#include "model/Model.h"

namespace chanvet::explore {

class Destructors {
 public:
  explicit Destructors(const model::Unit& unit);

  // The destructor of the class that the constructor belongs to, or kNone when it does nothing that
  // another fiber could see.
  model::FunctionId of(model::FunctionId constructor) const;

 private:
  bool matters(model::FunctionId function, llvm::BitVector& seen) const;

  const model::Unit& unit_;
  llvm::DenseMap<model::FunctionId, model::FunctionId> ofConstructor_;
};

}  // namespace chanvet::explore
