// Which units include a header.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include <llvm/ADT/STLFunctionalExtras.h>
#include <llvm/ADT/StringMap.h>
#include <llvm/ADT/StringRef.h>

#include "driver/CompileDatabase.h"

namespace chanvet::driver {

// Follows the #include lines of sources as text: conditions and macros are not looked at, so that
// a unit that is named may leave the header out, and one that includes it in an unusual way may be
// missed. Each file is read once.
class Includers {
 public:
  // The units of the database that reach the header, the likeliest first: those with the header's
  // name, then those that lie closest to it. No more than `limit`.
  std::vector<CompileCommand> of(llvm::StringRef header, const CompileDatabase& database,
                                 size_t limit);

  // Whether the unit is, or reaches, a file that is wanted.
  bool reaches(const CompileCommand& unit, llvm::function_ref<bool(llvm::StringRef file)> isWanted);

 private:
  struct Include {
    std::string name;
    bool quoted;
  };

  const std::vector<Include>& includesOf(llvm::StringRef file);
  // The file an #include line means; nothing when it lies in none of the directories.
  std::optional<std::string> resolve(const Include& include, llvm::StringRef includer,
                                     const std::vector<std::string>& dirs);
  bool exists(llvm::StringRef file);

  llvm::StringMap<std::vector<Include>> includes_;
  llvm::StringMap<bool> exists_;
};

}  // namespace chanvet::driver
