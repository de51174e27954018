#include "driver/Includers.h"

#include <algorithm>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include <llvm/ADT/SmallString.h>
#include <llvm/ADT/StringExtras.h>
#include <llvm/ADT/StringSet.h>
#include <llvm/Support/FileSystem.h>
#include <llvm/Support/MemoryBuffer.h>
#include <llvm/Support/Path.h>

namespace chanvet::driver {

namespace {

namespace path = llvm::sys::path;
using llvm::StringRef;

size_t commonPrefix(StringRef a, StringRef b) {
  return std::mismatch(a.begin(), a.end(), b.begin(), b.end()).first - a.begin();
}

}  // namespace

std::vector<CompileCommand> Includers::of(StringRef header, const CompileDatabase& database,
                                          size_t limit) {
  std::vector<const CompileCommand*> units;
  for (const CompileCommand& command : database.commands()) units.push_back(&command);
  auto likelihood = [&](const CompileCommand* unit) {
    return std::tuple(path::stem(unit->file) == path::stem(header),
                      commonPrefix(unit->file, header));
  };
  std::sort(units.begin(), units.end(), [&](const auto* a, const auto* b) {
    auto likelihoodOfA = likelihood(a), likelihoodOfB = likelihood(b);
    return likelihoodOfA == likelihoodOfB ? a < b : likelihoodOfA > likelihoodOfB;
  });
  std::vector<CompileCommand> result;
  for (const CompileCommand* unit : units) {
    if (result.size() == limit) break;
    if (isCxx(*unit) && reaches(*unit, [&](StringRef file) { return file == header; }))
      result.push_back(*unit);
  }
  return result;
}

bool Includers::reaches(const CompileCommand& unit,
                        llvm::function_ref<bool(StringRef file)> isWanted) {
  std::vector<std::string> dirs = includeDirs(unit);
  llvm::StringSet<> seen;
  std::vector<std::string> pending = forcedIncludes(unit);
  pending.push_back(unit.file);
  for (const std::string& file : pending) seen.insert(file);
  while (!pending.empty()) {
    std::string file = std::move(pending.back());
    pending.pop_back();
    if (isWanted(file)) return true;
    for (const Include& include : includesOf(file)) {
      std::optional<std::string> included = resolve(include, file, dirs);
      if (included && seen.insert(*included).second) pending.push_back(std::move(*included));
    }
  }
  return false;
}

const std::vector<Includers::Include>& Includers::includesOf(StringRef file) {
  auto [at, isNew] = includes_.try_emplace(file);
  std::vector<Include>& includes = at->second;
  if (!isNew) return includes;
  auto buffer = llvm::MemoryBuffer::getFile(file);
  if (!buffer) return includes;
  for (StringRef line : llvm::split((*buffer)->getBuffer(), '\n')) {
    line = line.ltrim();
    if (!line.consume_front("#")) continue;
    line = line.ltrim();
    if (!line.consume_front("include")) continue;
    line = line.ltrim();
    if (line.consume_front("\""))
      includes.push_back({line.take_until([](char c) { return c == '"'; }).str(), true});
    else if (line.consume_front("<"))
      includes.push_back({line.take_until([](char c) { return c == '>'; }).str(), false});
  }
  return includes;
}

std::optional<std::string> Includers::resolve(const Include& include, StringRef includer,
                                              const std::vector<std::string>& dirs) {
  if (include.quoted) {
    std::string beside = normalPath(include.name, path::parent_path(includer));
    if (exists(beside)) return beside;
  }
  for (const std::string& dir : dirs) {
    std::string file = normalPath(include.name, dir);
    if (exists(file)) return file;
  }
  return std::nullopt;
}

bool Includers::exists(StringRef file) {
  auto [at, isNew] = exists_.try_emplace(file, false);
  if (isNew) at->second = llvm::sys::fs::is_regular_file(file);
  return at->second;
}

}  // namespace chanvet::driver
