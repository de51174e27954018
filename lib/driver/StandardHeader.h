// Headers of the standard library.
#pragma once

#include <llvm/ADT/StringRef.h>

namespace chanvet::driver {

// Whether the name, with its delimiters, is that of a header of the standard library of C++ or C:
// `<vector>`. In any order and any number of times these mean the same ([using.headers]), but for
// <cassert>, which means what NDEBUG does where it is included.
bool isStandardHeader(llvm::StringRef name);

}  // namespace chanvet::driver
