// What a fix does to the lines of the sources.
#pragma once

#include <map>
#include <string>
#include <vector>

#include <llvm/ADT/ArrayRef.h>

#include "finding/Finding.h"
#include "report/SourceCache.h"

namespace chanvet::report {

// A line as it is shown: see ShownLine.
struct ChangedLine {
  char sign = ' ';      // '-': removed, '+': added, ' ': stays
  unsigned number = 0;  // of the old text when it is removed or stays, of the new one when added
  std::string text;
};

// Lines that follow each other.
using Change = std::vector<ChangedLine>;

// The edits of the fix by file, sorted, without those in files that cannot be read.
std::map<std::string, std::vector<Edit>> editsByFile(const Fix& fix, SourceCache& sources);

// What the edits, all of one file and sorted, do to its lines. Edits close to each other make one
// change, which has a line before and behind them.
std::vector<Change> changesOf(const std::string& file, llvm::ArrayRef<Edit> edits,
                              SourceCache& sources);

}  // namespace chanvet::report
