// What a file was made from, as make and ninja want to be told.
#pragma once

#include <string>

#include <llvm/ADT/ArrayRef.h>
#include <llvm/ADT/StringRef.h>

namespace chanvet::driver {

// A rule of make that says of the target that it needs the files.
std::string depfileOf(llvm::StringRef target, llvm::ArrayRef<std::string> files);

}  // namespace chanvet::driver
