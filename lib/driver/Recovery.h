// Work that may crash.
#pragma once

#include <llvm/ADT/STLFunctionalExtras.h>

namespace chanvet::driver {

// Bytes. Deeply nested code needs more than the usual 8 MiB; only what is used is really taken.
inline constexpr unsigned kStackSize = 256u << 20;

// Runs the work on a thread of its own, with a stack that is large enough for deeply nested code.
// False: it crashed, or its stack was not large enough.
bool runSafely(llvm::function_ref<void()> work);

// From now on a crash ends this process: for a fork that was made while work was being done.
void crashForReal();

}  // namespace chanvet::driver
