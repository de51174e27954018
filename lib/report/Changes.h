// What a fix does to the lines of the sources.
#pragma once

#include <map>
#include <string>
#include <vector>

#include <llvm/ADT/ArrayRef.h>

#include "finding/Finding.h"
#include "report/SourceCache.h"

namespace chanvet::report {

struct ChangedLine {
  char sign = ' ';      // '-': removed, '+': added, ' ': stays
  unsigned number = 0;  // of the old text when it is removed or stays, of the new one when added
  std::string text;
};

// Lines that follow each other.
using Change = std::vector<ChangedLine>;

// A shortest difference of the lines, by their longest common subsequence: that takes as much time
// and memory as the product of their numbers. `number` is the one of the first of them.
Change differenceOf(llvm::ArrayRef<llvm::StringRef> before, llvm::ArrayRef<llvm::StringRef> after,
                    unsigned number);

// The edits of the fix by file, sorted, without those in files that cannot be read.
std::map<std::string, std::vector<Edit>> editsByFile(const Fix& fix, SourceCache& sources);

// What the edits, all of one file and sorted, do to its lines. Edits close to each other make one
// change, which has a line before and behind them, and its lines are as they are shown: see
// ShownLine.
std::vector<Change> changesOf(const std::string& file, llvm::ArrayRef<Edit> edits,
                              SourceCache& sources);

}  // namespace chanvet::report
