#include "Terminal.h"

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <string>
#include <utility>

#include <llvm/ADT/SmallString.h>
#include <llvm/ADT/StringExtras.h>
#include <llvm/Support/FileSystem.h>
#include <llvm/Support/Process.h>
#include <llvm/Support/raw_ostream.h>

#include "Status.h"
#include "driver/Run.h"
#include "yaml/Reader.h"

namespace chanvet::tool {

namespace {

using llvm::StringRef;

// Control characters are replaced: names of files and arguments must not act on the terminal.
void print(StringRef kind, StringRef message) {
  std::string text = message.str();
  std::replace_if(
      text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; }, '?');
  llvm::errs() << "chanvet: " << kind << ": " << text << '\n';
}

}  // namespace

std::string workingDirectory() {
  llvm::SmallString<256> directory;
  llvm::sys::fs::current_path(directory);
  return directory.str().str();
}

bool useColor(Color color) {
  if (color != Color::Auto) return color == Color::Always;
  const char* noColor = std::getenv("NO_COLOR");
  if (noColor && *noColor) return false;
  return llvm::sys::Process::StandardOutIsDisplayed() && llvm::sys::Process::StandardOutHasColors();
}

unsigned terminalWidth() {
  return llvm::sys::Process::StandardOutIsDisplayed() ? llvm::sys::Process::StandardOutColumns()
                                                      : 0;
}

void printError(StringRef message) { print("error", message); }
void printWarning(StringRef message) { print("warning", message); }
void printNote(StringRef message) { print("note", message); }

int usageError(llvm::Error error) {
  llvm::handleAllErrors(
      std::move(error),
      // Says file:line:column: error: itself, once for each mistake.
      [](const yaml::FileError& mistakes) { llvm::errs() << mistakes.message() << '\n'; },
      [](const llvm::ErrorInfoBase& other) { printError(other.message()); });
  return kUsage;
}

std::unique_ptr<driver::Configs> openConfigs(const Options& options) {
  auto configs = driver::Configs::create(driver::allChecks(), options.config, workingDirectory());
  if (configs) return std::move(*configs);
  usageError(configs.takeError());
  return nullptr;
}

}  // namespace chanvet::tool
