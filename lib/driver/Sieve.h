// Which units of a run need not be parsed, as nothing in them can concern a check.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <unordered_set>
#include <vector>

#include <llvm/ADT/ArrayRef.h>

#include "driver/Config.h"
#include "driver/UnitRunner.h"
#include "driver/UnitScans.h"
#include "sieve/FileWords.h"
#include "sieve/Reach.h"
#include "sieve/Vocabulary.h"

namespace chanvet::driver {

// Units are meant by their number. Each is handed out once, when it is found to be concerned.
class Sieve {
 public:
  // `scans` takes in what has to be known of units and files.
  Sieve(llvm::ArrayRef<const UnitJob*> units, const ExtraArguments& extra, UnitScans& scans)
      : units_(units), extra_(extra), scans_(scans), isHandedOut_(units.size()) {}

  // Those that name a primitive, or include a header of a dialect; and those that cannot be
  // scanned.
  std::vector<std::size_t> concerned();

  // Of the others, those that may call functions of the units that were handed out which matter, or
  // define what such functions use.
  std::vector<std::size_t> concernedBy(const sieve::Reach& reach);

  // Those that were never handed out.
  std::vector<std::size_t> rest() const;

  // The files of such a unit but for the headers of the standard library, by their absolute paths,
  // each with the cache::contentHash() of what was read.
  std::map<std::string, std::uint64_t> filesOf(std::size_t unit);

  // What was asked of the file system, on which it rests who is handed out; null where not all of
  // that is known.
  const cache::Reads* reads() const;

 private:
  void scan(const std::vector<std::size_t>& units);
  void see(std::size_t unit);
  bool tellsItself(std::size_t unit);
  bool isConcerned(std::size_t unit);
  bool isConcernedBy(std::size_t unit, const sieve::Names& names);
  bool mayCall(std::size_t unit, const sieve::Words& words, const sieve::Names::Callees& callees);
  bool mayHave(std::size_t unit, sieve::Word className);
  sieve::Words concernedMacros(const sieve::Vocabulary& vocabulary,
                               const CompileCommand& command) const;
  const sieve::Scan& scanOf(std::size_t unit) const { return scans_.of(*units_[unit]); }
  const sieve::FileWords& wordsOf(const std::string& path) { return scans_.file(path).words; }
  const sieve::Vocabulary& vocabularyOf(const Config& config);
  template <class Condition>
  std::vector<std::size_t> handOut(Condition condition);

  llvm::ArrayRef<const UnitJob*> units_;
  const ExtraArguments& extra_;
  UnitScans& scans_;
  std::vector<std::size_t> unscanned_;  // of those that were handed out
  std::vector<bool> isHandedOut_;
  std::set<std::string> seen_;                // files of units that were handed out and scanned
  std::unordered_set<sieve::Word> declared_;  // in these, where they are headers
  std::map<const Config*, sieve::Vocabulary> vocabularies_;
};

}  // namespace chanvet::driver
