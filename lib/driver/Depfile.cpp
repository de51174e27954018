#include "driver/Depfile.h"

namespace chanvet::driver {

namespace {

std::string escaped(llvm::StringRef path) {
  std::string result;
  for (char c : path) {
    if (c == ' ' || c == '#') result += '\\';
    if (c == '$') result += '$';
    result += c;
  }
  return result;
}

}  // namespace

std::string depfileOf(llvm::StringRef target, llvm::ArrayRef<std::string> files) {
  std::string rule = escaped(target) + ":";
  for (const std::string& file : files) rule += " \\\n  " + escaped(file);
  return rule + '\n';
}

}  // namespace chanvet::driver
