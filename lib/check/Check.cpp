#include "check/Check.h"

#include "flow/PathEngine.h"

namespace chanvet::check {

namespace {

// The first paragraph below the title.
std::string summaryOf(llvm::StringRef doc) {
  std::string summary;
  while (!doc.empty()) {
    auto [line, rest] = doc.split('\n');
    doc = rest;
    line = line.trim();
    if (line.starts_with("#")) continue;
    if (line.empty()) {
      if (!summary.empty()) break;
      continue;
    }
    summary += (summary.empty() ? "" : " ") + line.str();
  }
  return summary;
}

}  // namespace

std::unique_ptr<flow::PathObserver> Check::observePaths(const UnitContext&, FindingSink&) {
  return nullptr;
}

Finding Check::finding(std::string message, Place place) const {
  Finding finding;
  finding.check = name_;
  finding.severity = severity();
  finding.message = std::move(message);
  finding.place = std::move(place);
  return finding;
}

Registry& Registry::instance() {
  static Registry registry;
  return registry;
}

void Registry::add(llvm::StringRef name, llvm::StringRef doc, Factory factory) {
  bool isNew = entries_.try_emplace(name.str(), Entry{doc.str(), factory}).second;
  assert(isNew && "two checks of one name");
  (void)isNew;
}

std::vector<Metadata> Registry::all() const {
  std::vector<Metadata> found;
  for (const auto& [name, entry] : entries_) found.push_back(*find(name));
  return found;
}

std::optional<Metadata> Registry::find(llvm::StringRef name) const {
  auto at = entries_.find(name.str());
  if (at == entries_.end()) return std::nullopt;
  std::unique_ptr<Check> check = at->second.factory();
  Metadata metadata;
  metadata.name = at->first;
  metadata.doc = at->second.doc;
  metadata.summary = summaryOf(metadata.doc);
  metadata.severity = check->severity();
  metadata.layer = check->layer();
  metadata.onByDefault = check->onByDefault();
  metadata.explores = check->verdict().has_value();
  metadata.toldBy = check->toldBy();
  metadata.replaces = check->replaces();
  metadata.options = check->options();
  return metadata;
}

std::unique_ptr<Check> Registry::create(llvm::StringRef name) const {
  auto at = entries_.find(name.str());
  if (at == entries_.end()) return nullptr;
  std::unique_ptr<Check> check = at->second.factory();
  check->name_ = at->first;
  return check;
}

}  // namespace chanvet::check
