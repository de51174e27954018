#include "report/Diff.h"

#include <algorithm>
#include <vector>

#include <fmt/format.h>
#include <llvm/ADT/STLExtras.h>

#include "report/Changes.h"

namespace chanvet::report {
namespace {

constexpr std::size_t kContext = 3;

// The lines of the text, each with its end.
std::vector<llvm::StringRef> linesOf(llvm::StringRef text) {
  std::vector<llvm::StringRef> lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::size_t length = end == llvm::StringRef::npos ? text.size() : end + 1;
    lines.push_back(text.take_front(length));
    text = text.drop_front(length);
  }
  return lines;
}

class DiffWriter {
 public:
  DiffWriter(llvm::StringRef text, llvm::raw_ostream& out)
      : text_(text), lines_(linesOf(text)), out_(out) {}

  void write(llvm::ArrayRef<TextEdit> edits) {
    while (!edits.empty()) {
      std::size_t last = lastLineOf(edits.front());
      std::size_t count = 1;
      while (count < edits.size() && lineAt(edits[count].offset) <= last + 2 * kContext) {
        last = std::max(last, lastLineOf(edits[count++]));
      }
      writeHunk(edits.take_front(count), lineAt(edits.front().offset), last);
      edits = edits.drop_front(count);
    }
  }

 private:
  // The index of the line that the byte is in; behind the text, the number of lines.
  std::size_t lineAt(std::size_t offset) const {
    return llvm::partition_point(
               lines_,
               [&](llvm::StringRef line) { return offsetOf(line) + line.size() <= offset; }) -
           lines_.begin();
  }

  std::size_t lastLineOf(const TextEdit& edit) const {
    return lineAt(edit.offset + edit.length - (edit.length > 0));
  }

  std::size_t offsetOf(llvm::StringRef line) const { return line.data() - text_.data(); }

  // The edits change the lines [first, last].
  void writeHunk(llvm::ArrayRef<TextEdit> edits, std::size_t first, std::size_t last) {
    first -= std::min(first, kContext);
    const std::size_t end = std::min(last + 1 + kContext, lines_.size());
    const llvm::ArrayRef<llvm::StringRef> before =
        llvm::ArrayRef(lines_).slice(first, end - std::min(first, end));
    const std::size_t start = before.empty() ? text_.size() : offsetOf(before.front());
    std::size_t length = 0;
    for (llvm::StringRef line : before) length += line.size();
    std::vector<TextEdit> moved(edits.begin(), edits.end());
    for (TextEdit& edit : moved) edit.offset -= start;
    const std::string after = applied(text_.substr(start, length), moved);
    const std::vector<llvm::StringRef> afterLines = linesOf(after);
    out_ << fmt::format("@@ -{} +{} @@\n", rangeOf(first, before.size()),
                        rangeOf(first + added_, afterLines.size()));
    for (const ChangedLine& line : differenceOf(before, afterLines, unsigned(first + 1))) {
      out_ << line.sign << line.text;
      if (!llvm::StringRef(line.text).ends_with("\n")) out_ << "\n\\ No newline at end of file\n";
    }
    added_ += afterLines.size() - before.size();
  }

  // No lines are named by the one before them.
  static std::string rangeOf(std::size_t first, std::size_t count) {
    return fmt::format("{},{}", count == 0 ? first : first + 1, count);
  }

  llvm::StringRef text_;
  std::vector<llvm::StringRef> lines_;
  std::size_t added_ = 0;  // lines by earlier hunks; wraps around when there are fewer
  llvm::raw_ostream& out_;
};

}  // namespace

std::string applied(llvm::StringRef text, llvm::ArrayRef<TextEdit> edits) {
  std::string result;
  std::size_t done = 0;
  for (const TextEdit& edit : edits) {
    result += text.slice(done, edit.offset);
    result += edit.replacement;
    done = edit.offset + edit.length;
  }
  result += text.drop_front(done);
  return result;
}

void writeDiff(llvm::StringRef name, llvm::StringRef text, llvm::ArrayRef<TextEdit> edits,
               llvm::raw_ostream& out) {
  // A tab ends a name with blanks.
  const llvm::StringRef end = name.contains(' ') ? "\t\n" : "\n";
  out << "--- a/" << name << end << "+++ b/" << name << end;
  DiffWriter(text, out).write(edits);
}

}  // namespace chanvet::report
