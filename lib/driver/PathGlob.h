// Patterns for paths, as in .gitignore.
#pragma once

#include <string>

#include <llvm/ADT/StringRef.h>

namespace chanvet::driver {

// `*` and `?` stop at '/', `**` does not. A pattern without '/' (but at its end) is looked for at
// any depth, others start at the directory the pattern is relative to. A pattern that fits a
// directory fits everything in it.
class PathGlob {
 public:
  // `directory`: what the pattern is relative to, absolute.
  PathGlob(llvm::StringRef pattern, llvm::StringRef directory);

  // `path`: absolute, normalised.
  bool matches(llvm::StringRef path) const;
  llvm::StringRef pattern() const { return pattern_; }

 private:
  std::string pattern_;    // as it was written
  std::string directory_;  // with '/' at its end
  std::string glob_;       // without '/' at its ends
  bool anywhere_;
};

}  // namespace chanvet::driver
