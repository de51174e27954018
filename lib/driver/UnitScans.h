// Scans units for what they include: many in one process, which knows what it has read.
#pragma once

#include <vector>

#include <llvm/ADT/ArrayRef.h>

#include "driver/CompileCommand.h"
#include "driver/UnitRunner.h"
#include "sieve/Scanner.h"

namespace chanvet::driver {

// One for each unit, in their order; from `earlier`, if it has them still. Null: nothing is kept.
std::vector<sieve::Scan> scanUnits(llvm::ArrayRef<const UnitJob*> units,
                                   const ExtraArguments& extra, unsigned processes,
                                   EarlierResults* earlier);

}  // namespace chanvet::driver
