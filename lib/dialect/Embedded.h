// The dialect files that are built into the program. The build writes the definition.
#pragma once

#include <llvm/ADT/ArrayRef.h>
#include <llvm/ADT/StringRef.h>

namespace chanvet::dialect::detail {

struct EmbeddedDialect {
  llvm::StringRef name;    // the file's name without ".yaml"
  llvm::StringRef packed;  // Packed.h
};

// Sorted by name.
llvm::ArrayRef<EmbeddedDialect> embeddedDialects();

}  // namespace chanvet::dialect::detail
