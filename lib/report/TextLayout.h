// Widths and line breaks of text on a terminal.
#pragma once

#include <string>
#include <vector>

#include <llvm/ADT/StringRef.h>

namespace chanvet::report {

// A source line as it is shown: tabs are spaces up to the next multiple of 4, and what a terminal
// cannot show (control characters, bytes that are not UTF-8) is U+FFFD.
class ShownLine {
 public:
  explicit ShownLine(llvm::StringRef line);

  const std::string& text() const { return text_; }
  unsigned width() const { return columns_.back(); }

  // Where a byte column (from 1) of the source line is shown, from 0. Columns behind the end of the
  // line are shown right behind it.
  unsigned shownColumn(unsigned byteColumn) const;

  // The characters shown in the columns [from, to).
  std::string slice(unsigned from, unsigned to) const;

 private:
  std::string text_;
  std::vector<unsigned> columns_;      // of each byte of the source line, and of its end
  std::vector<unsigned> textColumns_;  // of each byte of text_, and of its end
};

// The text with nothing in it that acts on a terminal: messages hold names of the analysed code.
// Line ends stay.
std::string printable(llvm::StringRef text);

// The same on one line: line ends are blanks.
std::string onOneLine(llvm::StringRef text);

// The number of columns that text takes on a terminal.
unsigned shownWidth(llvm::StringRef text);

// The text in lines of at most `width` columns, broken at blanks and line ends; a longer word
// stands alone. Width 0 breaks at line ends only. At least one line.
std::vector<std::string> wrap(llvm::StringRef text, unsigned width);

// The same, but a word that is too long is broken too: no line is wider than `width` by more than a
// column, that of a wide character. `width` is at least 1.
std::vector<std::string> wrapHard(llvm::StringRef text, unsigned width);

}  // namespace chanvet::report
