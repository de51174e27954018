// lib/stacks/waits.txt. The build writes the definition.
#pragma once

#include <llvm/ADT/StringRef.h>

namespace chanvet::stacks::detail {

llvm::StringRef builtInWaits();

}  // namespace chanvet::stacks::detail
