#include "model/SourcePath.h"

#include <clang/Basic/FileEntry.h>
#include <llvm/ADT/SmallString.h>
#include <llvm/Support/Path.h>

namespace chanvet::model {

std::string pathOf(const clang::FileEntryRef& entry) {
  llvm::SmallString<256> path(entry.getFileEntry().tryGetRealPathName());
  if (path.empty()) path = entry.getName();
  llvm::sys::path::remove_dots(path, /*remove_dot_dot=*/true);
  return path.str().str();
}

}  // namespace chanvet::model
