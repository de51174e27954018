// By which words and headers a file tells that it may concern a dialect.
#pragma once

#include <vector>

#include <llvm/ADT/ArrayRef.h>
#include <llvm/ADT/StringRef.h>

#include "dialect/Dialect.h"
#include "sieve/FileWords.h"

namespace chanvet::sieve {

class Vocabulary {
 public:
  // The dialects must outlive it.
  explicit Vocabulary(llvm::ArrayRef<const dialect::Dialect*> dialects);

  // Whether the path is that of a header of a dialect: whoever includes it is concerned.
  bool isHeader(llvm::StringRef path) const;

  // Whether the file may name a primitive of a dialect that has no headers, or a coroutine, or
  // speaks of this program, or has modules.
  bool isIn(const FileWords& file) const;

  // Whether the file includes a header of a dialect itself, as far as its text tells.
  bool includesHeader(const FileWords& file) const;

 private:
  void add(const dialect::Dialect& dialect);

  std::vector<const dialect::Dialect*> withHeaders_;
  Words anywhere_;
  Words unlessMembers_;
};

}  // namespace chanvet::sieve
