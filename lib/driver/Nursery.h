// Workers that are forked from a process which stays small, and not from one that grows while they
// work: they hold nothing of what that takes in.
#pragma once

#include <cstddef>
#include <optional>

#include <llvm/ADT/ArrayRef.h>
#include <llvm/ADT/STLFunctionalExtras.h>

#include "driver/Workers.h"

namespace chanvet::driver {

// As forkForEach(), from a copy of this process as it is now, in which `forget` has let go of what
// no worker needs. What `pieces` is told, it is told here. When somebody kills the copy, what was
// begun breaks off, and another goes on with the rest.
std::optional<Assignment> forkForEachApart(llvm::ArrayRef<std::size_t> order, unsigned processes,
                                           Pieces& pieces, llvm::function_ref<void()> forget);

}  // namespace chanvet::driver
