#include "report/SourceCache.h"

#include <llvm/ADT/SmallVector.h>

namespace chanvet::report {

const SourceCache::Source& SourceCache::load(llvm::StringRef file) {
  auto [entry, isNew] = sources_.try_emplace(file);
  Source& source = entry->second;
  if (!isNew) return source;

  auto buffer = llvm::MemoryBuffer::getFile(file);
  if (!buffer) return source;
  source.buffer = std::move(*buffer);

  llvm::SmallVector<llvm::StringRef> lines;
  source.buffer->getBuffer().split(lines, '\n');
  for (llvm::StringRef& line : lines) line.consume_back("\r");
  source.lines.assign(lines.begin(), lines.end());
  return source;
}

std::optional<llvm::StringRef> SourceCache::text(llvm::StringRef file) {
  const Source& source = load(file);
  if (!source.buffer) return std::nullopt;
  return source.buffer->getBuffer();
}

std::optional<llvm::StringRef> SourceCache::line(llvm::StringRef file, unsigned line) {
  const Source& source = load(file);
  if (line == 0 || line > source.lines.size()) return std::nullopt;
  return source.lines[line - 1];
}

}  // namespace chanvet::report
