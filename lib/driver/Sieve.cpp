#include "driver/Sieve.h"

#include <utility>

#include <llvm/ADT/STLExtras.h>

namespace chanvet::driver {

using sieve::haveCommon;

// Where the source itself says so, its includes need not be followed.
std::vector<std::size_t> Sieve::concerned() {
  std::vector<std::size_t> found = handOut([&](std::size_t unit) { return tellsItself(unit); });
  unscanned_ = found;
  scan(rest());
  llvm::append_range(found, handOut([&](std::size_t unit) { return isConcerned(unit); }));
  llvm::sort(found);
  return found;
}

std::vector<std::size_t> Sieve::concernedBy(const sieve::Reach& reach) {
  if (rest().empty()) return {};
  scan(unscanned_);
  for (std::size_t unit : std::exchange(unscanned_, {})) see(unit);
  const sieve::Names names = reach.names();
  return handOut([&](std::size_t unit) { return isConcernedBy(unit, names); });
}

std::vector<std::size_t> Sieve::rest() const {
  std::vector<std::size_t> rest;
  for (std::size_t unit = 0; unit < units_.size(); ++unit)
    if (!isHandedOut_[unit]) rest.push_back(unit);
  return rest;
}

std::map<std::string, std::uint64_t> Sieve::filesOf(std::size_t unit) {
  std::map<std::string, std::uint64_t> files;
  for (const std::string& path : scanOf(unit).files) files[path] = scans_.file(path).content;
  return files;
}

// All are asked before the first is handed out: the answer does not depend on their order.
template <class Condition>
std::vector<std::size_t> Sieve::handOut(Condition condition) {
  std::vector<std::size_t> found;
  for (std::size_t unit : rest())
    if (condition(unit)) found.push_back(unit);
  for (std::size_t unit : found) {
    isHandedOut_[unit] = true;
    see(unit);
  }
  return found;
}

void Sieve::scan(const std::vector<std::size_t>& units) {
  std::vector<const UnitJob*> jobs;
  for (std::size_t unit : units) jobs.push_back(units_[unit]);
  scans_.scan(jobs);
}

const cache::Reads* Sieve::reads() const {
  auto isKnown = [&](const UnitJob* unit) {
    const sieve::Scan& scan = scans_.of(*unit);
    return scan.failure.empty() && !scan.files.empty();
  };
  return llvm::all_of(units_, isKnown) ? scans_.reads() : nullptr;
}

void Sieve::see(std::size_t unit) {
  for (const std::string& path : scanOf(unit).files) {
    if (!seen_.insert(path).second || path == units_[unit]->file) continue;
    const sieve::Words& declared = wordsOf(path).declared;
    declared_.insert(declared.begin(), declared.end());
  }
}

bool Sieve::tellsItself(std::size_t unit) {
  const sieve::Vocabulary& vocabulary = vocabularyOf(*units_[unit]->config);
  const sieve::FileWords& words = wordsOf(units_[unit]->file);
  return vocabulary.includesHeader(words) || vocabulary.isIn(words);
}

bool Sieve::isConcerned(std::size_t unit) {
  if (!scanOf(unit).failure.empty()) return true;
  const UnitJob& job = *units_[unit];
  const sieve::Vocabulary& vocabulary = vocabularyOf(*job.config);
  const sieve::Words macros = concernedMacros(vocabulary, job.commands.front());
  return llvm::any_of(scanOf(unit).files, [&](const std::string& path) {
    const sieve::FileWords& words = wordsOf(path);
    return vocabulary.isHeader(path) || vocabulary.isIn(words) || haveCommon(words.names, macros);
  });
}

// The names of those whose text names a primitive, or another such macro.
sieve::Words Sieve::concernedMacros(const sieve::Vocabulary& vocabulary,
                                    const CompileCommand& command) const {
  sieve::Words found;
  std::vector<std::string> others = macrosOf(command, extra_);
  for (bool isGrowing = true; isGrowing;) {
    isGrowing = false;
    llvm::erase_if(others, [&](llvm::StringRef macro) {
      const sieve::FileWords words = sieve::fileWords(macro);
      if (!vocabulary.isIn(words) && !haveCommon(words.names, found)) return false;
      const sieve::Word name = sieve::wordOf(sieve::nameOfMacro(macro));
      found.insert(llvm::lower_bound(found, name), name);
      isGrowing = true;
      return true;
    });
  }
  return found;
}

// What runs in a header that was seen is in the outlines.
bool Sieve::isConcernedBy(std::size_t unit, const sieve::Names& names) {
  return llvm::any_of(scanOf(unit).files, [&](const std::string& path) {
    const sieve::FileWords& words = wordsOf(path);
    if (mayCall(unit, words.declared, names.unnamed)) return true;
    return !seen_.contains(path) &&
           (mayCall(unit, words.used, names.called) || haveCommon(words.declared, names.wanted));
  });
}

// Who calls a member has its class. One that no header names comes out of a macro.
bool Sieve::mayCall(std::size_t unit, const sieve::Words& words,
                    const sieve::Names::Callees& callees) {
  return llvm::any_of(callees, [&](const auto& callee) {
    const auto [name, owner] = callee;
    return llvm::binary_search(words, name) &&
           (owner == 0 || !declared_.contains(owner) || mayHave(unit, owner));
  });
}

bool Sieve::mayHave(std::size_t unit, sieve::Word className) {
  return llvm::any_of(scanOf(unit).files, [&](const std::string& path) {
    return llvm::binary_search(wordsOf(path).names, className);
  });
}

const sieve::Vocabulary& Sieve::vocabularyOf(const Config& config) {
  auto known = vocabularies_.find(&config);
  if (known != vocabularies_.end()) return known->second;
  std::vector<const dialect::Dialect*> dialects;
  for (const ActiveDialect& active : config.dialects()) dialects.push_back(active.dialect.get());
  return vocabularies_.emplace(&config, sieve::Vocabulary(dialects)).first->second;
}

}  // namespace chanvet::driver
