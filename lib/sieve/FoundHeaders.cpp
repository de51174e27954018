#include "sieve/FoundHeaders.h"

#include <memory>
#include <utility>
#include <vector>

#include <clang/Basic/FileManager.h>
#include <clang/Lex/HeaderSearch.h>
#include <clang/Lex/PPCallbacks.h>
#include <clang/Lex/Preprocessor.h>
#include <llvm/ADT/STLExtras.h>
#include <llvm/ADT/SmallString.h>
#include <llvm/ADT/StringExtras.h>
#include <llvm/ADT/StringSet.h>
#include <llvm/Support/Path.h>

#include "cache/Bytes.h"

namespace chanvet::sieve {

namespace {

using llvm::StringRef;

auto& lookupsOf(clang::HeaderSearch& headers);

// What clang keeps of its lookups is private: only an explicit instantiation may name it
// ([temp.spec.general]).
template <auto Lookups>
struct LookupsOf {
  friend auto& lookupsOf(clang::HeaderSearch& headers) { return headers.*Lookups; }
};

template struct LookupsOf<&clang::HeaderSearch::LookupFileCache>;

// The directories of the search path, absolute; none where there are others than plain ones, or
// some that only names in quotes are looked for in.
std::vector<std::string> directoriesOf(clang::Preprocessor& preprocessor) {
  const clang::HeaderSearch& headers = preprocessor.getHeaderSearchInfo();
  if (headers.angled_dir_begin() != headers.search_dir_begin()) return {};
  std::vector<std::string> directories;
  for (const clang::DirectoryLookup& directory : headers.search_dir_range()) {
    if (!directory.isNormalDir()) return {};
    llvm::SmallString<256> path(directory.getName());
    // Without a working directory there are only absolute paths.
    (void)preprocessor.getFileManager().getVirtualFileSystem().makeAbsolute(path);
    directories.push_back(path.str().str());
  }
  return directories;
}

std::string joined(llvm::StringRef directory, llvm::StringRef name) {
  llvm::SmallString<256> path(directory);
  llvm::sys::path::append(path, name);
  return path.str().str();
}

}  // namespace

// Notes that headers are not in the directories that were left out.
class FoundHeaders::Noting : public clang::PPCallbacks {
 public:
  Noting(clang::FileManager& files, std::vector<std::string> directories, const Places& places,
         cache::Reads& reads)
      : files_(files),
        directories_(std::move(directories)),
        places_(places),
        missing_(reads.missing) {}

  void InclusionDirective(clang::SourceLocation, const clang::Token&, StringRef name, bool,
                          clang::CharSourceRange, clang::OptionalFileEntryRef, StringRef, StringRef,
                          const clang::Module*, bool, clang::SrcMgr::CharacteristicKind) override {
    note(name);
  }
  void HasInclude(clang::SourceLocation, StringRef name, bool, clang::OptionalFileEntryRef,
                  clang::SrcMgr::CharacteristicKind) override {
    note(name);
  }

 private:
  void note(StringRef name) {
    auto known = places_.find(name);
    if (known == places_.end() || !noted_.insert(name).second) return;
    const auto [first, rest] = name.split('/');
    if (!rest.empty()) return noteNested(name, first, known->second);
    while (numbers_.size() < known->second)
      numbers_.push_back(missing_.numberOf(directories_[numbers_.size()]));
    missing_.add(name, llvm::ArrayRef(numbers_).take_front(known->second));
  }

  // Where there is no directory of that name either, it counts that there is none.
  void noteNested(StringRef name, StringRef first, unsigned count) {
    std::vector<bool>& isThere = nested_[first];
    for (unsigned at = isThere.size(); at < count; ++at) {
      const std::string path = joined(directories_[at], first);
      isThere.push_back(files_.getOptionalDirectoryRef(path).has_value());
      if (!isThere.back()) missing_.add(path);
    }
    for (unsigned at = 0; at < count; ++at)
      if (isThere[at]) missing_.add(joined(directories_[at], name));
  }

  clang::FileManager& files_;
  std::vector<std::string> directories_;
  const Places& places_;
  cache::Absences& missing_;
  llvm::StringSet<> noted_;
  std::vector<unsigned> numbers_;              // of the first directories, among those that miss
  llvm::StringMap<std::vector<bool>> nested_;  // which of the first directories have this one
};

void FoundHeaders::handTo(clang::Preprocessor& preprocessor, cache::Reads* reads) const {
  std::vector<std::string> directories = directoriesOf(preprocessor);
  auto known = paths_.find(llvm::join(directories, "\n"));
  if (directories.empty() || known == paths_.end()) return;
  clang::HeaderSearch& headers = preprocessor.getHeaderSearchInfo();
  auto& lookups = lookupsOf(headers);
  for (const auto& [name, place] : known->second) {
    auto& lookup = lookups[name];
    lookup.reset(/*NewRequestingModule=*/nullptr, std::next(headers.angled_dir_begin()));
    lookup.HitIt = headers.search_dir_nth(place);
  }
  if (reads)
    preprocessor.addPPCallbacks(std::make_unique<Noting>(
        preprocessor.getFileManager(), std::move(directories), known->second, *reads));
}

void FoundHeaders::learnFrom(clang::Preprocessor& preprocessor) {
  const std::vector<std::string> directories = directoriesOf(preprocessor);
  if (directories.empty()) return;
  Places& places = paths_[llvm::join(directories, "\n")];
  clang::HeaderSearch& headers = preprocessor.getHeaderSearchInfo();
  const clang::ConstSearchDirIterator start = std::next(headers.angled_dir_begin());
  for (const auto& [name, lookup] : lookupsOf(headers)) {
    const bool isFound = lookup.HitIt && lookup.HitIt != headers.search_dir_end();
    if (isFound && lookup.StartIt == start && !lookup.RequestingModule && !lookup.MappedName)
      places.try_emplace(name, headers.searchDirIdx(*lookup.HitIt));
  }
}

void FoundHeaders::add(const FoundHeaders& other) {
  for (const auto& [path, places] : other.paths_) {
    Places& known = paths_[path];
    for (const auto& [name, place] : places) known.try_emplace(name, place);
  }
}

void transfer(cache::Writer& writer, FoundHeaders& found) {
  writer.number(found.paths_.size());
  for (const auto& [path, places] : found.paths_) {
    writer.text(path);
    writer.number(places.size());
    for (const auto& [name, place] : places) {
      writer.text(name);
      writer.number(place);
    }
  }
}

void transfer(cache::Reader& reader, FoundHeaders& found) {
  for (std::uint64_t paths = reader.next(); paths > 0; --paths) {
    std::string path, name;
    reader.text(path);
    FoundHeaders::Places& places = found.paths_[path];
    for (std::uint64_t left = reader.next(); left > 0; --left) {
      reader.text(name);
      reader.number(places[name]);
    }
  }
}

}  // namespace chanvet::sieve
