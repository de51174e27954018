// Which functions can have run, going by what was seen to run.
#pragma once

#include <vector>

#include <llvm/ADT/BitVector.h>

#include "model/Model.h"

namespace chanvet::explore {

// The functions of a program that were `entered`, those that other units can call, and those that
// are named by code that can have run: in a function that was entered, what was run of it. `ran`:
// how many instructions, from the first, by function and block.
llvm::BitVector mayRun(const model::Unit& unit, const llvm::BitVector& entered,
                       const std::vector<std::vector<uint32_t>>& ran);

}  // namespace chanvet::explore
