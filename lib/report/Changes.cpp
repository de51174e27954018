#include "report/Changes.h"

#include <algorithm>

#include <llvm/ADT/STLExtras.h>
#include <llvm/ADT/StringRef.h>

#include "report/TextLayout.h"

namespace chanvet::report {
namespace {

constexpr unsigned kContext = 1;

// The last line that the edit changes: one that ends where a line starts leaves that line alone.
unsigned lastLineOf(const Edit& edit) {
  const Place& range = edit.range;
  if (range.endLine <= range.line) return range.line;
  return range.endColumn <= 1 ? range.endLine - 1 : range.endLine;
}

std::vector<llvm::StringRef> linesOf(llvm::StringRef text) {
  std::vector<llvm::StringRef> lines;
  while (!text.empty()) {
    const auto [line, rest] = text.split('\n');
    lines.push_back(line);
    text = rest;
  }
  return lines;
}

// The lines [first, last] and their neighbours before and after the edits.
Change changeOf(const std::string& file, llvm::ArrayRef<Edit> edits, unsigned first, unsigned last,
                SourceCache& sources) {
  first -= std::min(first - 1, kContext);
  std::string oldText;
  std::vector<std::size_t> starts;
  for (unsigned number = first; number <= last + kContext; ++number) {
    const auto line = sources.line(file, number);
    if (!line) break;
    starts.push_back(oldText.size());
    oldText += line->str() + "\n";
  }
  auto offset = [&](unsigned line, unsigned column) {
    if (line - first >= starts.size()) return oldText.size();
    return std::min(starts[line - first] + std::max(column, 1U) - 1, oldText.size());
  };
  std::string newText = oldText;
  for (const Edit& edit : llvm::reverse(edits)) {
    const Place& range = edit.range;
    const std::size_t from = offset(range.line, range.column);
    const std::size_t to = std::max(from, offset(range.endLine, range.endColumn));
    newText.replace(from, range.endLine < range.line ? 0 : to - from, edit.replacement);
  }
  Change change = differenceOf(linesOf(oldText), linesOf(newText), first);
  for (ChangedLine& line : change) line.text = ShownLine(line.text).text();
  return change;
}

}  // namespace

Change differenceOf(llvm::ArrayRef<llvm::StringRef> before, llvm::ArrayRef<llvm::StringRef> after,
                    unsigned number) {
  // common[i][j]: how many lines before[i..] and after[j..] have in common.
  std::vector<std::vector<unsigned>> common(before.size() + 1,
                                            std::vector<unsigned>(after.size() + 1));
  for (std::size_t i = before.size(); i-- > 0;) {
    for (std::size_t j = after.size(); j-- > 0;) {
      common[i][j] = before[i] == after[j] ? common[i + 1][j + 1] + 1
                                           : std::max(common[i + 1][j], common[i][j + 1]);
    }
  }
  Change change;
  auto add = [&](char sign, std::size_t index, llvm::StringRef line) {
    change.push_back({sign, number + unsigned(index), line.str()});
  };
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < before.size() || j < after.size()) {
    if (i < before.size() && j < after.size() && before[i] == after[j]) {
      add(' ', i, before[i]);
      ++i;
      ++j;
    } else if (j == after.size() || (i < before.size() && common[i + 1][j] >= common[i][j + 1])) {
      add('-', i, before[i]);
      ++i;
    } else {
      add('+', j, after[j]);
      ++j;
    }
  }
  return change;
}

std::map<std::string, std::vector<Edit>> editsByFile(const Fix& fix, SourceCache& sources) {
  std::map<std::string, std::vector<Edit>> byFile;
  for (const Edit& edit : fix.edits) {
    const Place& range = edit.range;
    if (sources.line(range.file, range.line)) byFile[range.file].push_back(edit);
  }
  for (auto& [file, edits] : byFile) llvm::sort(edits);
  return byFile;
}

std::vector<Change> changesOf(const std::string& file, llvm::ArrayRef<Edit> edits,
                              SourceCache& sources) {
  std::vector<Change> changes;
  while (!edits.empty()) {
    unsigned last = lastLineOf(edits.front());
    std::size_t count = 1;
    while (count < edits.size() && edits[count].range.line <= last + 2 * kContext + 1) {
      last = std::max(last, lastLineOf(edits[count++]));
    }
    changes.push_back(
        changeOf(file, edits.take_front(count), edits.front().range.line, last, sources));
    edits = edits.drop_front(count);
  }
  return changes;
}

}  // namespace chanvet::report
