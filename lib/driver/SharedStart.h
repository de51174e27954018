// What units begin with in common: it is parsed once, and each unit goes on from there in a fork.
#pragma once

#include <cstddef>
#include <vector>

#include <llvm/ADT/ArrayRef.h>

#include "driver/Parse.h"
#include "driver/UnitRunner.h"

namespace chanvet::driver {

class UnitScans;

struct SharedStart {
  std::vector<SharedInclude> includes;  // none: only what their command includes
  std::vector<std::size_t> jobs;        // by their numbers; of a single one nothing is shared
  // Its jobs in this order, where some of them share more, which follows on the includes; else
  // none.
  std::vector<SharedStart> parts = {};
};

// Divides jobs into those that share a start and those that are by themselves. Units share one that
// begin with the same includes under the same command, or whose command includes a header first; in
// which order they include headers of the standard library makes no difference. Of the others,
// those share the headers that they have in common which include any, as far as it means the same
// to include these first: `scans` learns what is to be known of them; null: they do not. Where many
// share something, so many are put together that each of the processes has some.
std::vector<SharedStart> shareStarts(llvm::ArrayRef<const UnitJob*> jobs,
                                     llvm::ArrayRef<std::size_t> numbers,
                                     const ExtraArguments& extra, unsigned processes,
                                     UnitScans* scans);

}  // namespace chanvet::driver
