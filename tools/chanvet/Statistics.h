// What exploring cost, as a file for those who work on the explorer.
#pragma once

#include <string>

#include <llvm/Support/Error.h>

#include "driver/Run.h"

namespace chanvet::tool {

// Errors: it cannot be written, and why.
llvm::Error writeStatistics(const driver::Costs& costs, const std::string& file);

}  // namespace chanvet::tool
