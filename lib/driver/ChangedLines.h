// Which lines have changed since a revision, as git tells it.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <llvm/ADT/StringMap.h>
#include <llvm/ADT/StringRef.h>
#include <llvm/Support/Error.h>

#include "finding/Finding.h"

namespace chanvet::driver {

class ChangedLines {
 public:
  // What the working tree of the repository that `directory` lies in has beyond the last commit
  // that `revision` and HEAD have in common: what was committed since, and what was not yet.
  // Files that git does not know, and does not ignore, have changed as a whole; of a renamed file,
  // only what is different. Errors: no git, no repository, no such revision.
  static llvm::Expected<ChangedLines> since(llvm::StringRef revision, llvm::StringRef directory);

  // Whether the file has changed anywhere.
  bool contains(llvm::StringRef file);
  // Whether any place of the finding is on lines that have changed: its own, related ones, and the
  // steps of its trace. Where lines were only removed, those before and behind count.
  bool contains(const Finding& finding);

 private:
  struct Lines {
    bool all = false;
    std::vector<std::pair<unsigned, unsigned>> ranges;  // first and last, both inclusive
  };

  void addDiff(llvm::StringRef root, llvm::StringRef patch, llvm::ArrayRef<std::string> files);
  bool contains(const Place& place);
  const Lines* linesOf(llvm::StringRef file);

  llvm::StringMap<Lines> files_;            // by real path
  llvm::StringMap<std::string> realPaths_;  // of what was asked for
};

}  // namespace chanvet::driver
