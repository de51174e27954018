// The dialect files of this repository, as the build puts them into the program.
#pragma once

#include <llvm/ADT/ArrayRef.h>
#include <llvm/ADT/StringRef.h>

namespace chanvet::dialect::detail {

struct EmbeddedDialect {
  llvm::StringRef name;  // "boost-fiber", the stem of the file
  llvm::StringRef text;  // the whole of dialects/<name>.yaml
};

// All of them, sorted by name; the texts live as long as the program.
llvm::ArrayRef<EmbeddedDialect> embeddedDialects();

}  // namespace chanvet::dialect::detail
