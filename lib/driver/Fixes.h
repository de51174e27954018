// Applies the fixes of findings to the sources.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <utility>

#include <llvm/ADT/ArrayRef.h>
#include <llvm/ADT/StringRef.h>
#include <llvm/Support/Error.h>
#include <llvm/Support/raw_ostream.h>

#include "finding/Finding.h"
#include "report/Diff.h"

namespace chanvet::driver {

// The fixes that can be applied together, as edits of files. Each file is read once and written
// once.
class Fixes {
 public:
  // Whether the file, named as in the findings, held this when it was analysed.
  using IsAnalysed = std::function<bool(const std::string& file, llvm::StringRef content)>;

  // Only files below `root`, an absolute path, are changed, and of these neither such as say that
  // they are generated, nor such as are not what was analysed.
  Fixes(llvm::StringRef root, IsAnalysed isAnalysed);

  // Takes the fixes of the findings in, in their order: all edits of one or none. Fixes that are
  // the same are made once, and so are edits that replace the same by the same. A fix with other
  // edits that overlap earlier ones, or insert something where they do, is left for another run.
  void add(llvm::ArrayRef<Finding> findings);

  // How many fixes were taken in, in how many files, and how many were left because they overlap
  // these.
  std::size_t count() const { return taken_.size(); }
  std::size_t overlapping() const { return overlapping_; }
  std::size_t fileCount() const;
  // The files with fixes that are not touched, and why: "it says that it is generated".
  using Refusals = std::set<std::pair<std::string, std::string>>;
  const Refusals& refusals() const { return refusals_; }

  // What the edits do, as a unified diff of paths relative to the root.
  void writeDiff(llvm::raw_ostream& out) const;

  // Writes the files, one after the other. Errors: files that could not be written, which are as
  // they were; the fixes in them do not count as taken any more.
  llvm::Error write();

  // Whether the fix of the finding with this index was taken in.
  bool isTaken(std::size_t finding) const { return taken_.contains(finding); }

 private:
  struct File {
    std::string text;  // what it holds before
    bool isCrlf = false;
    std::string refusal;  // why it is not touched; empty: it may be
    std::set<report::TextEdit> edits;
  };
  using EditsByFile = std::map<std::string, std::set<report::TextEdit>>;

  void add(const Fix& fix, std::size_t finding);
  const File& open(const std::string& path, const std::string& name);
  std::string refusalOf(llvm::StringRef path, const std::string& name, llvm::StringRef text) const;
  bool overlaps(const EditsByFile& edits) const;

  std::string root_;
  IsAnalysed isAnalysed_;
  std::map<std::string, File> files_;  // by real path
  std::set<EditsByFile> fixes_;
  std::map<std::size_t, std::set<std::string>> taken_;  // files, by index of the finding
  std::size_t overlapping_ = 0;
  Refusals refusals_;
};

}  // namespace chanvet::driver
