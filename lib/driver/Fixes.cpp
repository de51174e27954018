#include "driver/Fixes.h"

#include <algorithm>
#include <utility>
#include <vector>

#include <llvm/ADT/STLExtras.h>
#include <llvm/ADT/SmallVector.h>
#include <llvm/Support/MemoryBuffer.h>

#include "driver/CompileDatabase.h"
#include "report/ReplaceFile.h"
#include "report/Words.h"

namespace chanvet::driver {

namespace {

using llvm::StringRef;
using report::TextEdit;

// So many lines may say that the file is generated.
constexpr int kHeadLines = 10;

bool saysItIsGenerated(StringRef text) {
  llvm::SmallVector<StringRef> lines;
  text.split(lines, '\n', kHeadLines);
  return llvm::any_of(llvm::ArrayRef(lines).take_front(kHeadLines), [](StringRef line) {
    return line.contains("@generated") || line.contains("DO NOT EDIT");
  });
}

// Where a line and column, from 1, are in the text; its end when it has no such place.
std::size_t offsetOf(StringRef text, unsigned line, unsigned column) {
  std::size_t start = 0;
  for (unsigned number = 1; number < line; ++number) {
    const std::size_t end = text.find('\n', start);
    if (end == StringRef::npos) return text.size();
    start = end + 1;
  }
  return std::min(start + column - 1, text.size());
}

std::string withLineEnds(StringRef text, bool isCrlf) {
  if (!isCrlf) return text.str();
  std::string result;
  for (char c : text) {
    if (c == '\r') continue;
    if (c == '\n') result += '\r';
    result += c;
  }
  return result;
}

TextEdit textEdit(const Edit& edit, StringRef text, bool isCrlf) {
  const Place& range = edit.range;
  const std::size_t from = offsetOf(text, range.line, range.column);
  const std::size_t to = std::max(from, offsetOf(text, range.endLine, range.endColumn));
  return {from, range.endLine < range.line ? 0 : to - from, withLineEnds(edit.replacement, isCrlf)};
}

// What two fixes both insert may be needed twice: a count, for one, that both raise.
bool overlap(const TextEdit& a, const TextEdit& b) {
  if (a.length == 0 && b.length == 0) return a.offset == b.offset;
  if (a == b) return false;
  return a.offset < b.offset + b.length && b.offset < a.offset + a.length;
}

}  // namespace

Fixes::Fixes(StringRef root, IsAnalysed isAnalysed)
    : root_(realPath(root)), isAnalysed_(std::move(isAnalysed)) {}

void Fixes::add(llvm::ArrayRef<Finding> findings) {
  for (std::size_t index = 0; index < findings.size(); ++index)
    if (findings[index].fix) add(*findings[index].fix, index);
}

void Fixes::add(const Fix& fix, std::size_t finding) {
  EditsByFile edits;
  for (const Edit& edit : fix.edits) {
    const std::string path = realPath(edit.range.file);
    const File& file = open(path, edit.range.file);
    if (!file.refusal.empty()) {
      refusals_.emplace(edit.range.file, file.refusal);
      return;
    }
    edits[path].insert(textEdit(edit, file.text, file.isCrlf));
  }
  if (!fixes_.contains(edits) && overlaps(edits)) {
    ++overlapping_;
    return;
  }
  for (const auto& [path, ofFile] : edits) {
    files_[path].edits.insert(ofFile.begin(), ofFile.end());
    taken_[finding].insert(path);
  }
  fixes_.insert(std::move(edits));
}

bool Fixes::overlaps(const EditsByFile& edits) const {
  for (const auto& [path, ofFile] : edits)
    for (const TextEdit& edit : ofFile)
      for (const TextEdit& earlier : files_.at(path).edits)
        if (overlap(edit, earlier)) return true;
  return false;
}

const Fixes::File& Fixes::open(const std::string& path, const std::string& name) {
  auto [at, isNew] = files_.try_emplace(path);
  File& file = at->second;
  if (!isNew) return file;
  auto buffer = llvm::MemoryBuffer::getFile(path, /*IsText=*/false,
                                            /*RequiresNullTerminator=*/false, /*IsVolatile=*/true);
  if (!buffer) {
    file.refusal = "cannot read it: " + buffer.getError().message();
    return file;
  }
  file.text = (*buffer)->getBuffer().str();
  file.isCrlf = StringRef(file.text).split('\n').first.ends_with("\r");
  file.refusal = refusalOf(path, name, file.text);
  return file;
}

std::string Fixes::refusalOf(StringRef path, const std::string& name, StringRef text) const {
  if (report::relativeTo(path, root_) == path) return "it does not lie below '" + root_ + "'";
  if (saysItIsGenerated(text)) return "it says that it is generated";
  if (!isAnalysed_(name, text)) return "it is not what was analysed";
  return "";
}

std::size_t Fixes::fileCount() const {
  return llvm::count_if(files_, [](const auto& entry) { return !entry.second.edits.empty(); });
}

void Fixes::writeDiff(llvm::raw_ostream& out) const {
  for (const auto& [path, file] : files_)
    if (!file.edits.empty())
      report::writeDiff(report::relativeTo(path, root_), file.text,
                        std::vector(file.edits.begin(), file.edits.end()), out);
}

llvm::Error Fixes::write() {
  llvm::Error errors = llvm::Error::success();
  for (auto& [path, file] : files_) {
    if (file.edits.empty()) continue;
    llvm::Error error = report::replaceFile(
        path, report::applied(file.text, std::vector(file.edits.begin(), file.edits.end())));
    if (!error) continue;
    errors = llvm::joinErrors(std::move(errors), std::move(error));
    file.edits.clear();
    for (auto at = taken_.begin(); at != taken_.end();)
      at = at->second.contains(path) ? taken_.erase(at) : std::next(at);
  }
  return errors;
}

}  // namespace chanvet::driver
