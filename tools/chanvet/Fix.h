// --fix and --fix-dry-run.
#pragma once

#include "Options.h"
#include "driver/Run.h"

namespace chanvet::tool {

// Applies the fixes of the findings, or prints what they would do, as the options ask for. Takes
// findings whose fix was applied out of the run. False: a file could not be written, which has been
// told.
bool applyFixes(const Options& options, const driver::Runner& runner, report::Run& run);

}  // namespace chanvet::tool
