#include "report/TextLayout.h"

#include <algorithm>

#include <llvm/ADT/STLExtras.h>
#include <llvm/ADT/StringExtras.h>
#include <llvm/Support/ConvertUTF.h>
#include <llvm/Support/Unicode.h>

namespace chanvet::report {
namespace {

constexpr unsigned kTabStop = 4;
constexpr llvm::StringLiteral kReplacement = "\xEF\xBF\xBD";

// One character taken from the front of a text.
struct Character {
  std::size_t length;     // bytes of the text
  llvm::StringRef shown;  // what stands for it
  unsigned width;
};

Character firstCharacter(llvm::StringRef text) {
  const auto* begin = reinterpret_cast<const llvm::UTF8*>(text.data());
  const unsigned length = llvm::getNumBytesForUTF8(*begin);
  if (length > text.size() || !llvm::isLegalUTF8Sequence(begin, begin + length)) {
    return {1, kReplacement, 1};
  }
  const llvm::StringRef character = text.take_front(length);
  const int width = llvm::sys::unicode::columnWidthUTF8(character);
  if (width < 0) return {length, kReplacement, 1};
  return {length, character, static_cast<unsigned>(width)};
}

}  // namespace

ShownLine::ShownLine(llvm::StringRef line) {
  unsigned column = 0;
  auto add = [&](llvm::StringRef shown, unsigned width) {
    text_ += shown;
    textColumns_.insert(textColumns_.end(), shown.size(), column);
    column += width;
  };
  while (!line.empty()) {
    const Character character = firstCharacter(line);
    columns_.insert(columns_.end(), character.length, column);
    if (line.front() == '\t') {
      const unsigned spaces = kTabStop - column % kTabStop;
      for (unsigned i = 0; i < spaces; ++i) add(" ", 1);
    } else {
      add(character.shown, character.width);
    }
    line = line.drop_front(character.length);
  }
  columns_.push_back(column);
  textColumns_.push_back(column);
}

unsigned ShownLine::shownColumn(unsigned byteColumn) const {
  if (byteColumn == 0) return 0;
  return columns_[std::min<std::size_t>(byteColumn - 1, columns_.size() - 1)];
}

std::string ShownLine::slice(unsigned from, unsigned to) const {
  std::string result;
  for (std::size_t i = 0; i < text_.size(); ++i) {
    if (textColumns_[i] >= from && textColumns_[i] < to) result += text_[i];
  }
  return result;
}

std::string printable(llvm::StringRef text) {
  std::string result;
  for (llvm::StringRef line : llvm::split(text, '\n')) {
    if (line.data() != text.data()) result += '\n';
    result += ShownLine(line).text();
  }
  return result;
}

std::string onOneLine(llvm::StringRef text) {
  std::string result = printable(text);
  llvm::replace(result, '\n', ' ');
  return result;
}

unsigned shownWidth(llvm::StringRef text) {
  unsigned width = 0;
  while (!text.empty()) {
    const Character character = firstCharacter(text);
    width += character.width;
    text = text.drop_front(character.length);
  }
  return width;
}

std::vector<std::string> wrap(llvm::StringRef text, unsigned width) {
  std::vector<std::string> lines;
  for (llvm::StringRef paragraph : llvm::split(text, '\n')) {
    if (width == 0) {
      lines.push_back(paragraph.str());
      continue;
    }
    std::string line;
    for (llvm::StringRef word : llvm::split(paragraph, ' ')) {
      const bool fits = line.empty() || shownWidth(line) + 1 + shownWidth(word) <= width;
      if (!fits) {
        lines.push_back(std::move(line));
        line.clear();
      }
      if (!line.empty()) line += ' ';
      line += word;
    }
    lines.push_back(std::move(line));
  }
  return lines;
}

std::vector<std::string> wrapHard(llvm::StringRef text, unsigned width) {
  std::vector<std::string> lines;
  for (const std::string& line : wrap(text, width)) {
    const ShownLine shown(line);
    for (unsigned from = 0; from == 0 || from < shown.width(); from += width) {
      lines.push_back(shown.slice(from, from + width));
    }
  }
  return lines;
}

}  // namespace chanvet::report
