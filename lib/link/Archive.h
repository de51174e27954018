// Stores as bytes: the .cvm files.
#pragma once

#include <string>

#include <llvm/ADT/StringRef.h>
#include <llvm/Support/Error.h>

#include "link/Store.h"

namespace chanvet::link {

// The bytes of a store: equal for equal sets of units.
std::string write(const Store& store);

// The store of a file's bytes, whatever these are. Errors say what the file is instead, without
// its name: none of this program's, of another version, cut short, damaged.
llvm::Expected<Store> read(llvm::StringRef bytes);

// That of bytes which this program has written, and nobody has changed: what they hold is not
// checked.
Store readOwn(llvm::StringRef bytes);

}  // namespace chanvet::link
