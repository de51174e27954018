// --baseline and --update-baseline.
#pragma once

#include <optional>
#include <vector>

#include <llvm/Support/Error.h>

#include "Options.h"
#include "driver/Baseline.h"
#include "driver/Config.h"
#include "driver/Run.h"

namespace chanvet::tool {

// The baseline of the configuration that holds in the working directory; nothing when there is
// none. Errors: it cannot be read; one is to be updated and none is named.
llvm::Expected<std::optional<driver::Baseline>> openBaseline(const Options& options,
                                                             driver::Configs& configs);

// Takes what the baseline has out of the findings of the run, tells what it has for nothing, and
// updates it as the options ask for. Errors: it cannot be written.
llvm::Error applyBaseline(driver::Baseline& baseline, const Options& options,
                          const driver::Runner& runner, report::Run& run,
                          report::SourceCache& sources);

}  // namespace chanvet::tool
