#include "driver/Baseline.h"

#include <algorithm>
#include <iterator>
#include <limits>
#include <map>
#include <utility>

#include <llvm/ADT/STLExtras.h>
#include <llvm/ADT/STLFunctionalExtras.h>
#include <llvm/Support/FileSystem.h>
#include <llvm/Support/JSON.h>
#include <llvm/Support/MemoryBuffer.h>
#include <llvm/Support/Path.h>
#include <llvm/Support/raw_ostream.h>

#include "driver/CompileDatabase.h"
#include "driver/Run.h"
#include "report/Fingerprint.h"
#include "report/ReplaceFile.h"
#include "report/Words.h"
#include "yaml/Reader.h"

namespace chanvet::driver {

namespace {

using llvm::StringRef;

// Findings of the run that are recognised by the same.
struct Group {
  KnownFindings description;
  std::vector<std::size_t> findings;  // by index
  unsigned unknown = 0;               // how many of them, the last ones, the baseline does not have
};
using Groups = std::map<std::pair<std::string, std::string>, Group>;  // by file and fingerprint

Groups groupsOf(llvm::ArrayRef<Finding> findings, StringRef root, report::SourceCache& sources) {
  Groups groups;
  for (std::size_t index = 0; index < findings.size(); ++index) {
    const Finding& finding = findings[index];
    std::string file = report::relativeTo(realPath(finding.place.file), root);
    std::string fingerprint = report::fingerprintAlone(finding, sources);
    auto [at, isNew] = groups.try_emplace({file, fingerprint});
    Group& group = at->second;
    if (isNew)
      group.description = {std::move(file), finding.check, finding.message, std::move(fingerprint)};
    group.findings.push_back(index);
    ++group.unknown;
  }
  return groups;
}

void meet(Group& group, KnownFindings& entry) {
  const unsigned count = std::min(group.unknown, entry.count);
  group.unknown -= count;
  entry.count -= count;
}

// Finds the entries among the findings: in their own files, and those that may have moved in
// others. Leaves the entries that were not found.
void match(Groups& groups, std::vector<KnownFindings>& entries,
           llvm::function_ref<bool(const KnownFindings&)> mayHaveMoved) {
  auto forget = [&] { llvm::erase_if(entries, [](const auto& entry) { return !entry.count; }); };
  for (KnownFindings& entry : entries)
    if (auto group = groups.find({entry.file, entry.fingerprint}); group != groups.end())
      meet(group->second, entry);
  forget();
  for (KnownFindings& entry : entries) {
    if (!mayHaveMoved(entry)) continue;
    for (auto& [key, group] : groups)
      if (key.second == entry.fingerprint) meet(group, entry);
  }
  forget();
}

void addSome(std::vector<KnownFindings>& entries, KnownFindings entry, std::size_t count) {
  entry.count = static_cast<unsigned>(count);
  if (count > 0) entries.push_back(std::move(entry));
}

// Adds up what stands for the same findings, and sorts.
std::vector<KnownFindings> united(std::vector<KnownFindings> entries) {
  llvm::sort(entries);
  std::map<std::pair<std::string, std::string>, KnownFindings> byKey;
  for (KnownFindings& entry : entries) {
    auto [known, isNew] = byKey.try_emplace({entry.file, entry.fingerprint}, entry);
    if (!isNew) known->second.count += entry.count;
  }
  std::vector<KnownFindings> result;
  for (auto& [key, entry] : byKey) result.push_back(std::move(entry));
  llvm::sort(result);
  return result;
}

std::string textOf(llvm::ArrayRef<KnownFindings> entries) {
  std::string text;
  llvm::raw_string_ostream out(text);
  llvm::json::OStream json(out, /*IndentSize=*/2);
  json.object([&] {
    json.attribute("scheme", report::kFingerprintVersion);
    json.attributeArray("findings", [&] {
      for (const KnownFindings& entry : entries) {
        json.object([&] {
          json.attribute("file", report::validUtf8(entry.file));
          json.attribute("check", report::validUtf8(entry.check));
          json.attribute("message", report::validUtf8(entry.message));
          json.attribute("fingerprint", entry.fingerprint);
          if (entry.count > 1) json.attribute("count", entry.count);
        });
      }
    });
  });
  out << '\n';
  return text;
}

KnownFindings readEntry(const yaml::Node& node) {
  KnownFindings entry;
  yaml::Mapping mapping = node.mapping("a finding of the baseline");
  auto require = [&](StringRef key, std::string& target) {
    if (mapping.require(key)) mapping.read(key, target);
  };
  require("file", entry.file);
  require("check", entry.check);
  require("message", entry.message);
  require("fingerprint", entry.fingerprint);
  mapping.read("count", entry.count, 1u, std::numeric_limits<unsigned>::max());
  return entry;
}

}  // namespace

Baseline::Baseline(StringRef path)
    : path_(path), root_(realPath(projectRoot(llvm::sys::path::parent_path(path)))) {}

Baseline Baseline::empty(StringRef path) { return Baseline(path); }

llvm::Expected<Baseline> Baseline::read(StringRef path, StringRef workingDirectory) {
  llvm::Expected<yaml::Document> document =
      yaml::Document::open(report::relativeTo(path, workingDirectory));
  if (!document) return document.takeError();
  Baseline baseline(path);
  {
    yaml::Mapping top = document->root().mapping("the baseline");
    if (auto scheme = top.require("scheme")) {
      auto version = scheme->string("'scheme'");
      if (version && *version != report::kFingerprintVersion)
        scheme->error("its fingerprints are of scheme '" + *version + "', those of this program " +
                      "of scheme '" + report::kFingerprintVersion + "'");
    }
    if (auto findings = top.require("findings"))
      for (const yaml::Node& node : findings->list("'findings'"))
        baseline.entries_.push_back(readEntry(node));
  }
  if (llvm::Error error = document->takeErrors()) return error;
  baseline.entries_ = united(std::move(baseline.entries_));
  return baseline;
}

std::set<std::size_t> Baseline::apply(llvm::ArrayRef<Finding> findings,
                                      report::SourceCache& sources, const IsSettled& isSettled) {
  Groups groups = groupsOf(findings, root_, sources);
  left_ = entries_;
  match(groups, left_, [&](const KnownFindings& entry) {
    const std::string file = absolute(entry.file);
    return isSettled(entry.check, file) || !llvm::sys::fs::exists(file);
  });
  auto isStale = [&](const KnownFindings& entry) {
    return isSettled(entry.check, absolute(entry.file));
  };
  stale_.clear();
  llvm::copy_if(left_, std::back_inserter(stale_), isStale);
  llvm::erase_if(left_, isStale);

  found_.clear();
  new_.clear();
  std::set<std::size_t> known;
  for (const auto& [key, group] : groups) {
    const std::size_t count = group.findings.size() - group.unknown;
    llvm::ArrayRef<std::size_t> inBaseline = llvm::ArrayRef(group.findings).take_front(count);
    known.insert(inBaseline.begin(), inBaseline.end());
    addSome(found_, group.description, count);
    addSome(new_, group.description, group.unknown);
  }
  return known;
}

void Baseline::shrink() {
  entries_ = found_;
  llvm::append_range(entries_, left_);
  entries_ = united(std::move(entries_));
}

void Baseline::addNew() {
  shrink();
  llvm::append_range(entries_, new_);
  entries_ = united(std::move(entries_));
}

llvm::Error Baseline::save() const {
  const std::string text = textOf(entries_);
  auto present = llvm::MemoryBuffer::getFile(path_);
  if (present && (*present)->getBuffer() == text) return llvm::Error::success();
  return report::replaceFile(path_, text);
}

std::string Baseline::absolute(StringRef file) const { return normalPath(file, root_); }

}  // namespace chanvet::driver
