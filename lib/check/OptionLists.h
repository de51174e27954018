// Options of checks that are lists.
#pragma once

#include <llvm/ADT/StringExtras.h>
#include <llvm/ADT/StringRef.h>
#include <llvm/ADT/StringSet.h>

namespace chanvet::check {

// The names in a list like "a, b::c"; empty ones are left out.
inline llvm::StringSet<> namesIn(llvm::StringRef list) {
  llvm::StringSet<> names;
  for (llvm::StringRef name : llvm::split(list, ','))
    if (!name.trim().empty()) names.insert(name.trim());
  return names;
}

}  // namespace chanvet::check
