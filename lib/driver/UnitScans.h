// What is known of units that are not parsed: their files, what these include, and their words.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <llvm/ADT/ArrayRef.h>
#include <llvm/ADT/DenseMap.h>

#include "cache/Reads.h"
#include "driver/CompileCommand.h"
#include "driver/UnitRunner.h"
#include "sieve/FileWords.h"
#include "sieve/FoundHeaders.h"
#include "sieve/Scanner.h"

namespace chanvet::driver {

struct ScannedFile {
  sieve::FileWords words;
  std::uint64_t content = 0;  // the cache::contentHash() of what was read
  std::uint64_t bytes = 0;
};

class UnitScans {
 public:
  // `earlier`: scans of earlier runs are used, and those of this one kept; null: nothing is.
  UnitScans(const ExtraArguments& extra, unsigned processes, EarlierResults* earlier)
      : extra_(extra), processes_(processes), earlier_(earlier) {}

  // Scans those that were not: many in one process, which knows what it has read.
  void scan(llvm::ArrayRef<const UnitJob*> units);

  // The same, of those of which the trees are not known: no earlier run has kept them.
  void scanTrees(llvm::ArrayRef<const UnitJob*> units);

  // Empty if the unit was not scanned.
  const sieve::Scan& of(const UnitJob& unit) const;
  bool hasTree(const UnitJob& unit) const { return !of(unit).tree.files.empty(); }
  // Of the trees.
  const sieve::IncludeTable& table() const { return table_; }

  // Read when it is asked for first; without words if it cannot be.
  const ScannedFile& file(const std::string& path);

  // Of all scans of this run.
  const sieve::FoundHeaders& headers() const { return headers_; }

  // Nothing is known any more, but for the headers.
  void forget();

  // What was asked of the file system for all scans; null where nobody knows.
  const cache::Reads* reads() const { return earlier_ && reads_ ? &*reads_ : nullptr; }

 private:
  class Workers;

  bool recall(const UnitJob& unit);
  std::string keyOf(const CompileCommand& command) const;

  const ExtraArguments& extra_;
  unsigned processes_;
  EarlierResults* earlier_;
  llvm::DenseMap<const UnitJob*, sieve::Scan> scans_;
  std::optional<cache::Reads> reads_ = cache::Reads();  // nothing: nobody knows
  sieve::IncludeTable table_;
  sieve::FoundHeaders headers_;
  std::map<std::string, ScannedFile> read_;
};

}  // namespace chanvet::driver
