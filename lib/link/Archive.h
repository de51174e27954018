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

// The same for this program itself: equal for stores that came about in the same way, and what the
// bytes hold is not checked.
std::string writeOwn(const Store& store);
Store readOwn(llvm::StringRef bytes);

}  // namespace chanvet::link
