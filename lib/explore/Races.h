// Which fields, globals and captured locals fibers can see changing. Internal to the room.
#pragma once

#include <vector>

#include <llvm/ADT/BitVector.h>

#include "explore/State.h"

namespace chanvet::explore {

// The slots that some function stores to after they were made. Where no lock is held, the order of
// a load and such a store is up to the schedule.
class ChangingSlots {
 public:
  explicit ChangingSlots(const model::Unit& unit);

  // Whether the slot `key` of the object is one of them.
  bool contains(const Object& object, int64_t key) const;

 private:
  // By others than constructors and initialisers.
  void findSymbols(const model::Unit& unit);
  // Whose address a closure holds, and that are written more than once, or through it.
  void findLocals(const model::Unit& unit);

  llvm::BitVector symbols_;
  std::vector<llvm::BitVector> locals_;  // by function
};

}  // namespace chanvet::explore
