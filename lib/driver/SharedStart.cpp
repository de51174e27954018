#include "driver/SharedStart.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include <clang/Basic/LangOptions.h>
#include <clang/Lex/Lexer.h>
#include <llvm/ADT/STLExtras.h>
#include <llvm/Support/MemoryBuffer.h>
#include <llvm/Support/Path.h>

#include "driver/CommonHeaders.h"
#include "driver/CompileCommand.h"
#include "driver/Parse.h"
#include "driver/StandardHeader.h"

namespace chanvet::driver {

namespace {

using llvm::StringRef;

// Fewer units do not share anything: what is shared is parsed once more than there are units.
constexpr std::size_t kFewest = 4;
// More units are not put together, so that no processor waits for another at the end.
constexpr std::size_t kMost = 32;
// So many groups at least has a process where there are enough units.
constexpr std::size_t kGroupsOfProcess = 3;

// The next directive, from where it stands; empty if something else is next. `at` moves behind it.
StringRef nextDirective(StringRef source, std::size_t& at) {
  clang::LangOptions language;
  language.CPlusPlus = language.CPlusPlus11 = language.LineComment = true;
  clang::Lexer lexer(clang::SourceLocation::getFromRawEncoding(1), language, source.begin(),
                     source.begin() + at, source.end());
  clang::Token token;
  lexer.LexFromRawLexer(token);
  if (token.isNot(clang::tok::hash) || !token.isAtStartOfLine()) return "";
  std::size_t begin = token.getLocation().getRawEncoding() - 1;
  StringRef line = source.substr(begin).take_until([](char c) { return c == '\n'; });
  at = begin + line.size();
  return line.rtrim();
}

// What an #include directive names, with its delimiters; empty if it is another directive, or has
// more in its line.
StringRef included(StringRef directive) {
  directive.consume_front("#");
  directive = directive.ltrim();
  if (!directive.consume_front("include")) return "";
  directive = directive.ltrim();
  if (directive.empty() || (directive[0] != '<' && directive[0] != '"')) return "";
  std::size_t end = directive.find(directive[0] == '<' ? '>' : '"', 1);
  if (end == StringRef::npos) return "";
  StringRef rest = directive.substr(end + 1).ltrim();
  return rest.empty() || rest.starts_with("//") ? directive.take_front(end + 1) : "";
}

// The #include directives with which a source begins, before anything else but comments:
// `<vector>`, `"pool.h"`.
std::vector<std::string> leadingIncludes(StringRef source) {
  std::vector<std::string> includes;
  for (std::size_t at = 0;;) {
    StringRef name = included(nextDirective(source, at));
    if (name.empty()) return includes;
    includes.push_back(name.str());
  }
}

// A unit, and what decides which others it can share a start with: the command, then what it
// includes, but for headers of the standard library, whose order means nothing. What stands in
// quotes is looked for beside the source first.
struct Start {
  std::size_t job = 0;
  bool isForced = false;  // the command includes something before the source begins
  std::vector<std::string> includes = {};
  std::vector<std::string> keys = {};
  std::set<std::string> standard = {};
};

// What is the same for all that may be parsed together, whatever their names are; empty for a
// command that cannot be used.
std::string keyOf(CompileCommand command, const ExtraArguments& extra) {
  command.file = llvm::sys::path::extension(command.file).str();
  llvm::Expected<ClangCommand> adjusted = clangCommand(command, extra, resourceDir());
  if (!adjusted) {
    llvm::consumeError(adjusted.takeError());
    return "";
  }
  std::string key = command.directory;
  for (const auto* words : {&adjusted->arguments, &adjusted->warnings, &adjusted->notes})
    for (const std::string& word : *words) key += '\0' + word;
  return key;
}

Start startOf(const UnitJob& job, std::size_t number, const ExtraArguments& extra) {
  Start start{.job = number};
  if (job.isHeader || job.commands.size() != 1) return start;
  std::string key = keyOf(job.commands.front(), extra);
  if (key.empty()) return start;
  auto source = llvm::MemoryBuffer::getFile(job.file);
  if (!source) return start;
  start.isForced = !forcedIncludes(job.commands.front()).empty();
  start.keys.push_back(std::move(key));
  StringRef folder = llvm::sys::path::parent_path(job.file);
  for (std::string& include : leadingIncludes((*source)->getBuffer())) {
    if (isStandardHeader(include)) {
      start.standard.insert(std::move(include));
      continue;
    }
    start.keys.push_back(include.front() == '<' ? include : include + '\0' + folder.str());
    start.includes.push_back(std::move(include));
  }
  start.standard.erase("<cassert>");
  start.standard.erase("<assert.h>");
  return start;
}

// The keys of what has nothing else in common: the headers of the standard library, of which those
// come first that most include.
void keepStandard(std::vector<Start>& starts) {
  std::map<StringRef, std::size_t> uses;
  for (const Start& start : starts)
    for (const std::string& header : start.standard) ++uses[header];
  for (Start& start : starts) {
    std::vector<std::string> headers(start.standard.begin(), start.standard.end());
    llvm::stable_sort(headers, [&](const auto& a, const auto& b) { return uses[a] > uses[b]; });
    start.includes.clear();
    start.keys.resize(std::min<std::size_t>(start.keys.size(), 1));
    llvm::append_range(start.keys, headers);
  }
}

std::vector<std::string> standardInAll(llvm::ArrayRef<Start> starts) {
  std::set<std::string> common = starts.front().standard;
  for (const Start& start : starts.drop_front())
    std::erase_if(common, [&](const auto& header) { return !start.standard.contains(header); });
  return {common.begin(), common.end()};
}

class Division {
 public:
  Division(unsigned processes, std::vector<SharedStart>& found)
      : processes_(processes), found_(found) {}

  // Of units that have the first `depth` keys in common. Returns those that share nothing.
  std::vector<Start> divide(std::vector<Start> starts, std::size_t depth = 0) {
    std::map<std::string, std::vector<Start>> further;
    std::vector<Start> rest;
    for (Start& start : starts) {
      if (start.keys.size() > depth)
        further[start.keys[depth]].push_back(std::move(start));
      else
        rest.push_back(std::move(start));
    }
    for (auto& [key, together] : further) {
      if (together.size() >= kFewest) together = divide(std::move(together), depth + 1);
      llvm::append_range(rest, std::move(together));
    }
    bool haveCommon = depth > 1 || (depth == 1 && !rest.empty() && rest.front().isForced);
    if (rest.size() < kFewest || !haveCommon) return rest;
    addTogether(std::move(rest), depth - 1);
    return {};
  }

  void addAlone(const std::vector<Start>& starts) {
    for (const Start& start : starts) found_.push_back({{}, {start.job}});
  }

 private:
  void addTogether(std::vector<Start> starts, std::size_t includes) {
    llvm::sort(starts, [](const Start& a, const Start& b) { return a.job < b.job; });
    std::size_t share = (starts.size() + processes_ - 1) / processes_;
    std::size_t size = std::clamp(share, kFewest, kMost);
    for (llvm::ArrayRef<Start> left = starts; !left.empty();) {
      llvm::ArrayRef<Start> together = left.take_front(size);
      left = left.drop_front(together.size());
      SharedStart& shared = found_.emplace_back();
      for (const Start& start : together) shared.jobs.push_back(start.job);
      if (together.size() == 1) continue;
      for (std::string& name : standardInAll(together))
        shared.includes.push_back({.name = std::move(name)});
      for (const std::string& name : llvm::ArrayRef(together.front().includes).take_front(includes))
        shared.includes.push_back({.name = name});
    }
  }

  unsigned processes_;
  std::vector<SharedStart>& found_;
};

// Puts those together that include the same headers of their project, and returns the others.
std::vector<Start> shareHeaders(std::vector<Start> starts, llvm::ArrayRef<const UnitJob*> jobs,
                                const ExtraArguments& extra, unsigned processes, UnitScans& scans,
                                std::vector<SharedStart>& found) {
  std::map<std::string, std::vector<std::size_t>> groups;
  for (const Start& start : starts)
    if (!start.keys.empty()) groups[start.keys.front()].push_back(start.job);
  std::erase_if(groups, [](const auto& group) { return group.second.size() < kFewest; });
  std::vector<const UnitJob*> units;
  for (const auto& [command, group] : groups)
    for (std::size_t number : group) units.push_back(jobs[number]);
  scans.scanTrees(units);
  std::vector<std::size_t> known;
  for (auto& [command, group] : groups) {
    llvm::erase_if(group, [&](std::size_t number) { return !scans.hasTree(*jobs[number]); });
    llvm::append_range(known, group);
  }
  CommonHeaders headers(scans, jobs, known, extra);
  const std::size_t most =
      std::clamp(known.size() / (processes * kGroupsOfProcess), kFewest, kMost);
  std::set<std::size_t> shared;
  for (const auto& [command, group] : groups) {
    for (SharedStart& start : headers.divide(group, most)) {
      shared.insert(start.jobs.begin(), start.jobs.end());
      found.push_back(std::move(start));
    }
  }
  llvm::erase_if(starts, [&](const Start& start) { return shared.contains(start.job); });
  return starts;
}

}  // namespace

std::vector<SharedStart> shareStarts(llvm::ArrayRef<const UnitJob*> jobs,
                                     llvm::ArrayRef<std::size_t> numbers,
                                     const ExtraArguments& extra, unsigned processes,
                                     UnitScans* scans) {
  std::vector<SharedStart> found;
  if (numbers.size() < kFewest) {
    for (std::size_t number : numbers) found.push_back({{}, {number}});
    return found;
  }
  processes = std::max(processes, 1u);
  std::vector<Start> starts;
  for (std::size_t number : numbers) starts.push_back(startOf(*jobs[number], number, extra));
  Division division(processes, found);
  std::vector<Start> others = division.divide(std::move(starts));
  if (scans) others = shareHeaders(std::move(others), jobs, extra, processes, *scans, found);
  keepStandard(others);
  division.addAlone(division.divide(std::move(others)));
  llvm::sort(found, [](const SharedStart& a, const SharedStart& b) {
    return a.jobs.front() < b.jobs.front();
  });
  return found;
}

}  // namespace chanvet::driver
