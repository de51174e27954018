// Which headers units include in common, wherever they do, and may as well include first.
#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <vector>

#include <llvm/ADT/ArrayRef.h>

#include "driver/SharedStart.h"
#include "driver/UnitScans.h"
#include "sieve/IncludeTree.h"
#include "sieve/MacroUse.h"

namespace chanvet::driver {

class CommonHeaders {
 public:
  // Of units whose trees are known.
  CommonHeaders(UnitScans& scans, llvm::ArrayRef<const UnitJob*> jobs,
                llvm::ArrayRef<std::size_t> numbers, const ExtraArguments& extra);

  // Of some of these that have the same command, those that have headers in common, in groups of up
  // to `most`; and so on with what some of a group have in common beside that.
  std::vector<SharedStart> divide(llvm::ArrayRef<std::size_t> numbers, std::size_t most);

 private:
  class Grouping;
  class Plan;

  void add(const sieve::IncludedFile& file);
  // Within a start that includes these, by which these files have been parsed.
  void divideFurther(SharedStart& start, llvm::ArrayRef<sieve::FileNumber> roots,
                     const std::set<sieve::FileNumber>& parsed);
  bool mayComeFirst(sieve::FileNumber file) const { return !fixed_.contains(file); }
  bool isStandardName(const sieve::KnownFile& file) const;

  UnitScans& scans_;
  llvm::ArrayRef<const UnitJob*> jobs_;
  sieve::MacroUse macros_;
  std::vector<const ScannedFile*> files_;  // by their numbers; null: no unit has it
  std::set<sieve::FileNumber> enclosed_;   // these are included between braces
  std::set<sieve::FileNumber> fixed_;      // these mean something else elsewhere
};

}  // namespace chanvet::driver
