// Where reports go.
#pragma once

#include "Options.h"
#include "report/Report.h"
#include "report/SourceCache.h"

namespace chanvet::tool {

// Whether the files that the command line names can probably be written: found out before an hour's
// work, not after it. False: they cannot, and it was said why.
bool canWrite(const Options& options);

// Writes all reports, also when one of them fails. False: one did, and it was said why.
bool writeReports(const Options& options, const report::Run& run, report::SourceCache& sources);

// Whether standard output has the findings in the format text.
bool showsText(const Options& options);

// Prints the failures, unless they are part of what went to standard output.
void printFailures(const Options& options, const report::Run& run);

}  // namespace chanvet::tool
