// A dialect as bytes that are read in no time: the build packs the dialects that are part of the
// program. The bytes are for the program of the same build, and for nobody else.
#pragma once

#include <string>

#include <llvm/ADT/StringRef.h>

#include "dialect/Dialect.h"

namespace chanvet::dialect {

std::string pack(const Dialect& dialect);

// `packed` must come from pack().
Dialect unpack(llvm::StringRef packed);

}  // namespace chanvet::dialect
