#include "Progress.h"

#include <algorithm>
#include <cstdlib>
#include <string>

#include <fmt/format.h>
#include <llvm/Support/Process.h>
#include <llvm/Support/raw_ostream.h>

#include "report/TextLayout.h"

namespace chanvet::tool {

namespace {

using llvm::StringRef;

bool canOverwrite() {
  const char* terminal = std::getenv("TERM");
  return llvm::sys::Process::StandardErrIsDisplayed() && terminal && *terminal &&
         StringRef(terminal) != "dumb";
}

// "[=====>    ]"
std::string bar(unsigned done, unsigned units) {
  constexpr std::size_t kWidth = 20;
  const std::size_t filled = kWidth * std::min(done, units) / units;
  std::string text(filled, '=');
  if (filled < kWidth) text += '>';
  return fmt::format("[{:<{}}]", text, kWidth);
}

// The end of a file's name, which tells more than its start.
std::string shortened(StringRef file, unsigned columns) {
  constexpr unsigned kDots = 3;
  const report::ShownLine shown(report::onOneLine(file));
  if (shown.width() <= columns) return shown.text();
  if (columns <= kDots) return "";
  return "..." + shown.slice(shown.width() - (columns - kDots), shown.width());
}

}  // namespace

Progress::Progress(bool isWanted) : isShown_(isWanted && canOverwrite()) {}

// What is there is written over at once, in one write: a line that is cleared first flickers.
void Progress::show(unsigned done, unsigned units, StringRef file) {
  if (!isShown_ || units < 2) return;
  constexpr unsigned kUsualColumns = 80, kColumnsWithBar = 60;
  unsigned columns = llvm::sys::Process::StandardErrColumns();
  if (columns == 0) columns = kUsualColumns;
  std::string line = fmt::format("{}/{} ", done, units);
  if (columns >= kColumnsWithBar) line.insert(0, bar(done, units) + " ");
  // In the last column some terminals go to the next line.
  line.resize(std::min<std::size_t>(line.size(), columns - 1));
  line += shortened(file, columns - 1 - line.size());
  llvm::errs() << "\r" + line + "\x1b[K";
  isDirty_ = true;
}

void Progress::clear() {
  if (isDirty_) llvm::errs() << "\r\x1b[K";
  isDirty_ = false;
}

}  // namespace chanvet::tool
