#include "check/SourceText.h"

#include <algorithm>

namespace chanvet::check {

const SourceText::File& SourceText::read(const std::string& path) {
  auto [at, isNew] = files_.try_emplace(path);
  if (!isNew) return at->second;
  File& file = at->second;
  auto buffer = llvm::MemoryBuffer::getFile(path);
  if (!buffer) return file;
  file.buffer = std::move(*buffer);
  llvm::StringRef rest = file.buffer->getBuffer();
  while (!rest.empty()) {
    auto [line, behind] = rest.split('\n');
    file.lines.push_back(line.rtrim('\r'));
    rest = behind;
  }
  return file;
}

llvm::StringRef SourceText::line(const std::string& path, unsigned number) {
  const File& file = read(path);
  return number >= 1 && number <= file.lines.size() ? file.lines[number - 1] : llvm::StringRef();
}

std::string SourceText::text(const Place& place) {
  if (!place.isValid()) return {};
  if (place.line == place.endLine)
    return line(place.file, place.line)
        .substr(place.column - 1, place.endColumn - place.column)
        .str();
  std::string text = line(place.file, place.line).substr(place.column - 1).str();
  for (unsigned at = place.line + 1; at < place.endLine; ++at)
    text += "\n" + line(place.file, at).str();
  return text + "\n" + line(place.file, place.endLine).substr(0, place.endColumn - 1).str();
}

std::string SourceText::between(const Place& first, const Place& second) {
  Place gap = second;
  gap.line = first.endLine;
  gap.column = first.endColumn;
  gap.endLine = second.line;
  gap.endColumn = second.column;
  return text(gap);
}

bool SourceText::isWholeStatement(const Place& place) {
  llvm::StringRef before = line(place.file, place.line).substr(0, place.column - 1);
  llvm::StringRef behind = line(place.file, place.endLine).substr(place.endColumn - 1).ltrim();
  if (!before.trim().empty() || !behind.consume_front(";")) return false;
  behind = behind.trim();
  return behind.empty() || behind.starts_with("//");
}

namespace {

bool isComment(llvm::StringRef line) {
  return line.trim().starts_with("//") || line.trim().ends_with("*/");
}

}  // namespace

std::string SourceText::commentAt(const Place& place) {
  if (!place.isValid()) return {};
  llvm::StringRef behind = line(place.file, place.endLine).substr(place.endColumn - 1);
  std::string comment = behind.substr(std::min(behind.find("//"), behind.find("/*"))).str();
  for (unsigned above = place.line - 1; isComment(line(place.file, above)); --above)
    comment += line(place.file, above);
  llvm::StringRef text = comment;
  bool isSuppression = text.contains("chanvet:") || text.contains("NOLINT");
  return isSuppression ? std::string() : comment;
}

}  // namespace chanvet::check
