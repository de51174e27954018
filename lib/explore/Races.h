// Which fields and globals fibers can see changing. Internal to the room.
#pragma once

#include <llvm/ADT/BitVector.h>

#include "model/Model.h"

namespace chanvet::explore {

// The symbols of fields and globals that some function stores to after the object was made: by
// others than constructors and initialisers. Where no lock is held, the order of a load and such a
// store is up to the schedule.
llvm::BitVector changingSymbols(const model::Unit& unit);

}  // namespace chanvet::explore
