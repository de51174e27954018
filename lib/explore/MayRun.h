// Which functions can have run, going by what was seen to run.
#pragma once

#include "explore/Machine.h"

namespace chanvet::explore {

// The functions that the machine has entered, those that other units can call, those that it has
// seen given to code that is not seen, and those that all of these lead to: where a function was
// entered, by the calls in what was run of it; else by whatever is named in it.
llvm::BitVector mayRun(const Machine& machine);

}  // namespace chanvet::explore
