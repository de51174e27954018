// Which files of a dump and of a report are one: a program is rarely built where its sources are
// analysed.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include <llvm/ADT/StringRef.h>

namespace chanvet::stacks {

using Files = std::set<std::string, std::less<>>;

// Pairs the files that have the longest common end, by whole names of directories and at least the
// file's own name. A file for which several are equally good has none.
class Paths {
 public:
  // `there`: as dumps write them; `here`: of the sources. All that each side knows of, so that
  // nothing is taken to be unambiguous because the other file is not looked for.
  Paths(const Files& there, const Files& here);

  // The file here that is one with that of the dump; empty when there is none.
  llvm::StringRef here(llvm::StringRef there) const;

 private:
  std::map<std::string, std::string, std::less<>> here_;  // by the file there
};

}  // namespace chanvet::stacks
