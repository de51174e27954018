// Changes of a text as a unified diff, which `patch` and `git apply` understand.
#pragma once

#include <cstddef>
#include <string>

#include <llvm/ADT/ArrayRef.h>
#include <llvm/ADT/StringRef.h>
#include <llvm/Support/raw_ostream.h>

namespace chanvet::report {

// `length` bytes from `offset` on become `replacement`.
struct TextEdit {
  std::size_t offset = 0;
  std::size_t length = 0;
  std::string replacement;
  friend auto operator<=>(const TextEdit&, const TextEdit&) = default;
};

// The text after edits that are sorted and do not overlap.
std::string applied(llvm::StringRef text, llvm::ArrayRef<TextEdit> edits);

// What these edits do to the lines of the file `name`, with three lines around each change.
void writeDiff(llvm::StringRef name, llvm::StringRef text, llvm::ArrayRef<TextEdit> edits,
               llvm::raw_ostream& out);

}  // namespace chanvet::report
