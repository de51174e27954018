// The order of a unit's text as its main file includes it, in whatever order its files were read.
#pragma once

#include <vector>

#include <clang/Basic/FileEntry.h>
#include <clang/Basic/SourceLocation.h>
#include <llvm/ADT/DenseMap.h>
#include <llvm/ADT/SmallVector.h>

namespace clang {
class Decl;
class SourceManager;
}  // namespace clang

namespace chanvet::model {

class SourceOrder {
 public:
  // `sources` must outlive it.
  explicit SourceOrder(const clang::SourceManager& sources) : sources_(sources) {}

  // A directive that includes `file`, whether or not that was read again.
  void add(clang::SourceLocation directive, clang::FileEntryRef file);

  // Puts the declarations of the unit, when all of it has been read, in the order of its text.
  void sort(std::vector<const clang::Decl*>& declarations);

 private:
  // The offsets of the directives that lead to a place from the main file, and that of the place.
  using Path = llvm::SmallVector<unsigned, 8>;
  struct Directive {
    unsigned offset = 0;
    const clang::FileEntry* file = nullptr;
  };

  void reset();
  void enter(const clang::FileEntry* file, const Path& path);
  const Path& pathOf(clang::FileID file);
  const clang::FileEntry* fileOf(clang::FileID id) const;

  const clang::SourceManager& sources_;
  // By the file that has them; null: what the command includes.
  llvm::DenseMap<const clang::FileEntry*, std::vector<Directive>> directives_;
  llvm::DenseMap<const clang::FileEntry*, Path> entered_;    // where a file is entered first
  llvm::DenseMap<const clang::FileEntry*, unsigned> times_;  // how often it was read
  llvm::DenseMap<clang::FileID, Path> paths_;
};

}  // namespace chanvet::model
