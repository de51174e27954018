// Which fields, globals and captured locals fibers can see changing. Internal to the room.
#pragma once

#include <llvm/ADT/BitVector.h>
#include <llvm/ADT/DenseMap.h>

#include "explore/Facts.h"
#include "explore/State.h"

namespace chanvet::explore {

// The slots that some function stores to after they were made. Where no lock is held, the order of
// a load and such a store is up to the schedule.
class ChangingSlots {
 public:
  ChangingSlots(const model::Unit& unit, const UnitFacts& facts);

  // Whether the slot `key` of the object is one of them.
  bool contains(const Object& object, int64_t key);

 private:
  void leaveOutInitialised();
  // Whose address a closure holds, and that are written more than once, or through it.
  llvm::BitVector localsOf(model::FunctionId function) const;

  const model::Unit& unit_;
  const UnitFacts& facts_;
  llvm::BitVector symbols_;
  llvm::DenseMap<model::FunctionId, llvm::BitVector> locals_;  // of those that were asked for
};

}  // namespace chanvet::explore
