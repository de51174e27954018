// What units begin with in common: it is parsed once, and each unit goes on from there in a fork.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <llvm/ADT/ArrayRef.h>

#include "driver/UnitRunner.h"

namespace chanvet::driver {

struct SharedStart {
  std::vector<std::string> includes;  // none: only what their command includes
  std::vector<std::size_t> jobs;      // by their numbers; of a single one nothing is shared
};

// Divides jobs into those that share a start and those that are by themselves. Units share one that
// begin with the same includes under the same command, or whose command includes a header first; in
// which order they include headers of the standard library makes no difference. Where many do, so
// many are put together that each of the processes has some.
std::vector<SharedStart> shareStarts(llvm::ArrayRef<const UnitJob*> jobs,
                                     llvm::ArrayRef<std::size_t> numbers,
                                     const ExtraArguments& extra, unsigned processes);

}  // namespace chanvet::driver
