// Scans units for what they include: many in one process, which knows what it has read.
#pragma once

#include <optional>
#include <vector>

#include <llvm/ADT/ArrayRef.h>

#include "cache/Reads.h"
#include "driver/CompileCommand.h"
#include "driver/UnitRunner.h"
#include "sieve/Scanner.h"

namespace chanvet::driver {

struct UnitScans {
  std::vector<sieve::Scan> scans;                      // one for each unit, in their order
  std::optional<cache::Reads> reads = cache::Reads();  // what was asked for them; or nobody knows
};

// From `earlier`, if it has them still. Null: nothing is kept.
UnitScans scanUnits(llvm::ArrayRef<const UnitJob*> units, const ExtraArguments& extra,
                    unsigned processes, EarlierResults* earlier);

}  // namespace chanvet::driver
