// The results of earlier runs, as the options and the environment say.
#pragma once

#include <memory>

#include <llvm/Support/Error.h>

#include "Options.h"
#include "driver/UnitRunner.h"

namespace chanvet::tool {

// Null: they are not to be used. Errors: the environment says nonsense.
llvm::Expected<std::unique_ptr<driver::EarlierResults>> openEarlierResults(const Options& options);

}  // namespace chanvet::tool
