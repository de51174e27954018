#include "driver/Sieve.h"

#include <utility>

#include <llvm/ADT/STLExtras.h>
#include <llvm/Support/MemoryBuffer.h>

#include "cache/Reads.h"
#include "driver/UnitScans.h"

namespace chanvet::driver {

using sieve::haveCommon;

Sieve::Sieve(llvm::ArrayRef<const UnitJob*> units, const ExtraArguments& extra, unsigned processes,
             EarlierResults* earlier)
    : units_(units),
      extra_(extra),
      processes_(processes),
      earlier_(earlier),
      scans_(units.size()),
      isHandedOut_(units.size()) {}

// Where the source itself says so, its includes need not be followed.
std::vector<std::size_t> Sieve::concerned() {
  std::vector<std::size_t> found = handOut([&](std::size_t unit) { return tellsItself(unit); });
  unscanned_ = found;
  scan(rest());
  llvm::append_range(found, handOut([&](std::size_t unit) { return isConcerned(unit); }));
  llvm::sort(found);
  return found;
}

std::vector<std::size_t> Sieve::concernedBy(llvm::ArrayRef<sieve::Outline> outlines) {
  if (outlines.empty() || rest().empty()) return {};
  scan(unscanned_);
  for (std::size_t unit : std::exchange(unscanned_, {})) see(unit);
  for (const sieve::Outline& outline : outlines) reach_.add(outline);
  const sieve::Names names = reach_.names();
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
  for (const std::string& path : scans_[unit].files) files[path] = file(path).content;
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
  UnitScans found = scanUnits(jobs, extra_, processes_, earlier_);
  for (auto [unit, scan] : llvm::zip(units, found.scans)) scans_[unit] = std::move(scan);
  cache::add(reads_, found.reads);
}

const cache::Reads* Sieve::reads() const {
  auto isKnown = [](const sieve::Scan& scan) {
    return scan.failure.empty() && !scan.files.empty();
  };
  return earlier_ && reads_ && llvm::all_of(scans_, isKnown) ? &*reads_ : nullptr;
}

void Sieve::see(std::size_t unit) {
  for (const std::string& path : scans_[unit].files) {
    if (!seen_.insert(path).second || path == units_[unit]->file) continue;
    const sieve::Words& declared = file(path).words.declared;
    declared_.insert(declared.begin(), declared.end());
  }
}

bool Sieve::tellsItself(std::size_t unit) {
  const sieve::Vocabulary& vocabulary = vocabularyOf(*units_[unit]->config);
  const sieve::FileWords& words = file(units_[unit]->file).words;
  return vocabulary.includesHeader(words) || vocabulary.isIn(words);
}

bool Sieve::isConcerned(std::size_t unit) {
  if (!scans_[unit].failure.empty()) return true;
  const UnitJob& job = *units_[unit];
  const sieve::Vocabulary& vocabulary = vocabularyOf(*job.config);
  const sieve::Words macros = concernedMacros(vocabulary, job.commands.front());
  return llvm::any_of(scans_[unit].files, [&](const std::string& path) {
    const sieve::FileWords& words = file(path).words;
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
      const llvm::StringRef name = macro.take_until([](char c) { return c == '=' || c == '('; });
      found.insert(llvm::lower_bound(found, sieve::wordOf(name)), sieve::wordOf(name));
      isGrowing = true;
      return true;
    });
  }
  return found;
}

// What runs in a header that was seen is in the outlines.
bool Sieve::isConcernedBy(std::size_t unit, const sieve::Names& names) {
  return llvm::any_of(scans_[unit].files, [&](const std::string& path) {
    const sieve::FileWords& words = file(path).words;
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
  return llvm::any_of(scans_[unit].files, [&](const std::string& path) {
    return llvm::binary_search(file(path).words.names, className);
  });
}

const Sieve::File& Sieve::file(const std::string& path) {
  auto [known, isNew] = files_.try_emplace(path);
  if (!isNew) return known->second;
  auto buffer = llvm::MemoryBuffer::getFile(path);
  const llvm::StringRef content = buffer ? (*buffer)->getBuffer() : "";
  known->second = {sieve::fileWords(content), cache::contentHash(content)};
  return known->second;
}

const sieve::Vocabulary& Sieve::vocabularyOf(const Config& config) {
  auto known = vocabularies_.find(&config);
  if (known != vocabularies_.end()) return known->second;
  std::vector<const dialect::Dialect*> dialects;
  for (const ActiveDialect& active : config.dialects()) dialects.push_back(active.dialect.get());
  return vocabularies_.emplace(&config, sieve::Vocabulary(dialects)).first->second;
}

}  // namespace chanvet::driver
