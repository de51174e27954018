// Findings that a project has decided to live with, in a file: only what comes on top of them is
// told.
#pragma once

#include <cstddef>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include <llvm/ADT/ArrayRef.h>
#include <llvm/ADT/StringRef.h>
#include <llvm/Support/Error.h>

#include "finding/Finding.h"
#include "report/SourceCache.h"

namespace chanvet::driver {

// Findings of one file that have everything in common by which they are recognised.
struct KnownFindings {
  std::string file;  // relative to the root of the project, or absolute when it lies elsewhere
  std::string check;
  std::string message;      // of the first
  std::string fingerprint;  // of the first, were it the only one of the run
  unsigned count = 1;
  friend auto operator<=>(const KnownFindings&, const KnownFindings&) = default;
};

class Baseline {
 public:
  // Whether all findings that the check has in the file (an absolute path) are known in this run.
  using IsSettled = std::function<bool(llvm::StringRef check, llvm::StringRef file)>;

  // Reads the file at an absolute path. Errors: it cannot be read, which may be because it is not
  // there; what it says is wrong, with line and column; its fingerprints are of another scheme.
  // They name the file relative to `workingDirectory`.
  static llvm::Expected<Baseline> read(llvm::StringRef path, llvm::StringRef workingDirectory);
  // One that knows nothing.
  static Baseline empty(llvm::StringRef path);

  // Which of the findings, by index, it has. A finding is known by its fingerprint, first in its
  // own file, then in one that is no longer what it was: files are renamed. What the baseline has
  // and the run has not is stale, if it is settled.
  std::set<std::size_t> apply(llvm::ArrayRef<Finding> findings, report::SourceCache& sources,
                              const IsSettled& isSettled);

  // After apply(). Sorted.
  const std::vector<KnownFindings>& stale() const { return stale_; }

  // After apply(): forgets what is stale.
  void shrink();
  // After apply(): takes over the findings that were left, too.
  void addNew();

  // Writes it to its file, if that would change: the same findings give the same bytes.
  llvm::Error save() const;

 private:
  explicit Baseline(llvm::StringRef path);
  std::string absolute(llvm::StringRef file) const;

  std::string path_;
  std::string root_;  // of the project that the file lies in; a real path
  std::vector<KnownFindings> entries_;
  // Of the last apply(): what was found again, what was not, and what is not known.
  std::vector<KnownFindings> found_, left_, stale_, new_;
};

}  // namespace chanvet::driver
