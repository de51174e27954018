// How far a run is, on a terminal.
#pragma once

#include <llvm/ADT/StringRef.h>

namespace chanvet::tool {

// One line on standard error that is written over, and gone when the object is; nothing where
// standard error is no terminal, or one that cannot do that. Whoever prints something else has to
// clear it before.
class Progress {
 public:
  explicit Progress(bool isWanted);
  ~Progress() { clear(); }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  // `done` of `units` are finished, in whichever order, and `file` is being looked at.
  void show(unsigned done, unsigned units, llvm::StringRef file);
  void clear();

 private:
  bool isShown_;
  bool isDirty_ = false;
};

}  // namespace chanvet::tool
