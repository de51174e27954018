// The text of source files, read once and only when a report needs it.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include <llvm/ADT/StringMap.h>
#include <llvm/ADT/StringRef.h>
#include <llvm/Support/MemoryBuffer.h>

namespace chanvet::report {

// A file that cannot be read has no text and no lines; that is no error, since a report must come
// out even when the sources are gone. The references stay valid as long as the cache.
class SourceCache {
 public:
  // All of the file, or nothing when it cannot be read.
  std::optional<llvm::StringRef> text(llvm::StringRef file);

  // One line, counted from 1, without its end. Nothing when there is no such line.
  std::optional<llvm::StringRef> line(llvm::StringRef file, unsigned line);

 private:
  struct Source {
    std::unique_ptr<llvm::MemoryBuffer> buffer;  // null: not readable
    std::vector<llvm::StringRef> lines;
  };
  const Source& load(llvm::StringRef file);

  llvm::StringMap<Source> sources_;
};

}  // namespace chanvet::report
