// Which functions can have run, going by what was seen to run.
#pragma once

#include <vector>

#include <llvm/ADT/BitVector.h>

#include "model/Model.h"

namespace chanvet::explore {

// The functions of a program that were run, those that other units can call, and those that are
// named by code that can have run: in a function that was run, the blocks that were. `ran`: these
// blocks, by function; none of a function that was not run.
llvm::BitVector mayRun(const model::Unit& unit, const std::vector<llvm::BitVector>& ran);

}  // namespace chanvet::explore
