// The text behind places: for fixes that move or change code, and for what comments say.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include <llvm/ADT/StringRef.h>
#include <llvm/Support/MemoryBuffer.h>

#include "finding/Finding.h"

namespace chanvet::check {

// Reads files when they are first asked for. A file that cannot be read has no text.
class SourceText {
 public:
  // A line without its line break; empty when there is none. Lines count from 1.
  llvm::StringRef line(const std::string& file, unsigned number);
  // The text of a place; empty when the place is invalid.
  std::string text(const Place& place);
  // What stands between two places of one file, the first before the second.
  std::string between(const Place& first, const Place& second);
  // Whether the place is a statement that has its lines for itself: nothing but white space before
  // it, and nothing but a semicolon (and a comment) behind it.
  bool isWholeStatement(const Place& place);
  // The comments that belong to a place: behind it on its last line, and in the lines directly
  // above it. Empty where one of them is a suppression: what that says is the host's business.
  std::string commentAt(const Place& place);

 private:
  struct File {
    std::unique_ptr<llvm::MemoryBuffer> buffer;
    std::vector<llvm::StringRef> lines;
  };
  const File& read(const std::string& file);
  std::map<std::string, File> files_;
};

}  // namespace chanvet::check
