#include "stacks/Paths.h"

#include <algorithm>

#include <llvm/ADT/STLExtras.h>
#include <llvm/ADT/SmallVector.h>
#include <llvm/ADT/StringExtras.h>

namespace chanvet::stacks {

namespace {

using llvm::StringRef;

// The names in a path, the file's own first, without what does not lead anywhere.
llvm::SmallVector<StringRef> namesFromEnd(StringRef path) {
  llvm::SmallVector<StringRef> names;
  unsigned skipped = 0;  // directories that a ".." behind them leaves
  for (StringRef name; !path.empty();) {
    const std::size_t slash = path.find_last_of("/\\");
    name = slash == StringRef::npos ? path : path.drop_front(slash + 1);
    path = slash == StringRef::npos ? "" : path.take_front(slash);
    if (name.empty() || name == ".") continue;
    if (name == "..") {
      ++skipped;
    } else if (skipped > 0) {
      --skipped;
    } else {
      names.push_back(name);
    }
  }
  return names;
}

std::size_t commonNames(StringRef left, StringRef right) {
  const auto leftNames = namesFromEnd(left);
  const auto rightNames = namesFromEnd(right);
  const auto end =
      std::mismatch(leftNames.begin(), leftNames.end(), rightNames.begin(), rightNames.end());
  return end.first - leftNames.begin();
}

// Of a name that more files have, none is paired: each has to be compared with each.
constexpr std::size_t kMostPairs = 1'000'000;

using ByName = std::map<std::string, std::vector<StringRef>>;

ByName byName(const Files& files) {
  ByName result;
  for (const std::string& file : files) {
    const auto names = namesFromEnd(file);
    if (!names.empty()) result[names.front().str()].push_back(file);
  }
  return result;
}

// The one of the files that has most in common with a file; empty when several have.
StringRef bestFor(StringRef file, const std::vector<StringRef>& others) {
  StringRef best;
  std::size_t most = 0;
  for (StringRef other : others) {
    const std::size_t common = commonNames(file, other);
    if (common == most) best = "";
    if (common <= most) continue;
    most = common;
    best = other;
  }
  return best;
}

}  // namespace

Paths::Paths(const Files& there, const Files& here) {
  const ByName hereByName = byName(here);
  for (const auto& [name, files] : byName(there)) {
    const auto others = hereByName.find(name);
    if (others == hereByName.end() || files.size() * others->second.size() > kMostPairs) continue;
    for (StringRef file : files) {
      const StringRef best = bestFor(file, others->second);
      if (!best.empty() && bestFor(best, files) == file) here_[file.str()] = best.str();
    }
  }
}

StringRef Paths::here(StringRef there) const {
  const auto found = here_.find(there);
  return found == here_.end() ? StringRef() : StringRef(found->second);
}

}  // namespace chanvet::stacks
