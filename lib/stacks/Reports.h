// Reads back what `chanvet check` wrote.
#pragma once

#include <vector>

#include <llvm/ADT/StringRef.h>
#include <llvm/Support/Error.h>

#include "finding/Finding.h"

namespace chanvet::stacks {

// The findings of a report in the format json or sarif, with their fingerprints, and without fixes.
// Paths that are relative in it lie below `directory`. An error says why the text is none.
llvm::Expected<std::vector<Finding>> readReport(llvm::StringRef text, llvm::StringRef directory);

}  // namespace chanvet::stacks
