// Work that may crash.
#pragma once

#include <llvm/ADT/STLFunctionalExtras.h>

namespace chanvet::driver {

// Runs the work on a thread of its own, with a stack that is large enough for deeply nested code.
// False: it crashed, or its stack was not large enough.
bool runSafely(llvm::function_ref<void()> work);

}  // namespace chanvet::driver
