#include "stacks/Groups.h"

#include <algorithm>
#include <tuple>

#include <llvm/ADT/STLExtras.h>
#include <llvm/Support/MathExtras.h>

namespace chanvet::stacks {

namespace {

using llvm::StringRef;

// A null byte ends each part, so that no two different lists of parts make the same key.
void append(std::string& key, StringRef part) {
  key += part;
  key += '\0';
}

std::string keyOf(const Standing& standing, StringRef fibers, bool isStuck) {
  std::string key;
  append(key, fibers);
  append(key, isStuck ? "stuck" : "");
  append(key, wordOf(standing.wait));
  append(key, standing.reason);
  for (const Frame& frame : standing.stack) {
    append(key, frame.function);
    append(key, frame.file);
    append(key, std::to_string(frame.line));
  }
  return key;
}

Position positionOf(const Frame& frame) {
  return {frame.function.str(), frame.file.str(), frame.line};
}

std::uint64_t weightOf(Waker waker) {
  switch (waker) {
    case Waker::Nobody:
      return 100;
    case Waker::Fiber:
      return 10;
    case Waker::Outside:
      return 1;
    case Waker::NotNeeded:
      return 0;
  }
  llvm_unreachable("unknown waker");
}

}  // namespace

Waker Group::waker() const {
  const Waker waker = wakerOf(wait);
  return isStuck && waker == Waker::Fiber ? Waker::Nobody : waker;
}

std::uint64_t Group::growth() const { return before && count > *before ? count - *before : 0; }

void Grouping::addFiles(const Fiber& fiber) {
  auto addFile = [&](const Frame& frame) {
    if (!frame.file.empty() && !files_.contains(frame.file)) files_.insert(frame.file.str());
  };
  for (const Frame& frame : fiber.frames) addFile(frame);
  addFile(fiber.creator);
}

Group& Grouping::groupOf(const Fiber& fiber, StringRef fibers) {
  addFiles(fiber);
  const Standing standing = waits_.standingOf(fiber);
  auto [entry, isNew] = groups_.try_emplace(keyOf(standing, fibers, fiber.isStuck));
  Group& group = entry->second;
  if (!isNew) return group;
  group.fibers = fibers.str();
  group.wait = standing.wait;
  group.reason = standing.reason.str();
  group.isStuck = fiber.isStuck;
  group.before = 0;
  for (const Frame& frame : standing.stack) group.stack.push_back(positionOf(frame));
  return group;
}

void Grouping::add(const Fiber& fiber, StringRef fibers, StringRef file) {
  Group& group = groupOf(fiber, fibers);
  const bool isFirst = group.count == 0;
  group.isMain = fiber.isMain && (isFirst || group.isMain);
  group.count = llvm::SaturatingAdd(group.count, fiber.count);
  group.longest = std::max(group.longest, fiber.waited);
  const Frame& creator = fiber.creator;
  if (!creator.file.empty() || !creator.function.empty()) {
    std::uint64_t& created = group.creators[positionOf(creator)];
    created = llvm::SaturatingAdd(created, fiber.count);
  }
  if (!isFirst && std::tie(group.dump, group.dumpLine) <= std::tuple(file, fiber.dumpLine)) return;
  group.dump = file.str();
  group.dumpLine = fiber.dumpLine;
}

void Grouping::addBefore(const Fiber& fiber, StringRef fibers) {
  std::uint64_t& before = *groupOf(fiber, fibers).before;
  before = llvm::SaturatingAdd(before, fiber.count);
}

std::vector<Group> Grouping::groups(bool isCompared) const {
  std::vector<Group> groups;
  for (const auto& entry : groups_)
    if (entry.second.count > 0) groups.push_back(entry.second);
  if (!isCompared)
    for (Group& group : groups) group.before.reset();
  auto rank = [](const Group& group) {
    return std::tie(group.stack, group.reason, group.fibers, group.wait, group.isStuck);
  };
  llvm::sort(groups, [&](const Group& a, const Group& b) { return rank(a) < rank(b); });
  return groups;
}

std::optional<Severity> severityOf(const Group& group, const Thresholds& thresholds) {
  const bool hasGrown = group.growth() >= thresholds.growth;
  switch (group.waker()) {
    case Waker::Nobody:
      // Programs whose work is done by other fibers end their main function with an empty select.
      if (group.isMain && !group.isStuck && !StringRef(group.reason).contains("nil chan"))
        return std::nullopt;
      return Severity::Error;
    case Waker::Fiber:
      if (hasGrown || group.count >= thresholds.count) return Severity::Warning;
      if (group.wait == Wait::Lock && group.longest >= thresholds.lockWait)
        return Severity::Warning;
      return std::nullopt;
    case Waker::Outside:
      return hasGrown ? std::optional(Severity::Info) : std::nullopt;
    case Waker::NotNeeded:
      return std::nullopt;
  }
  llvm_unreachable("unknown waker");
}

std::uint64_t scoreOf(const Group& group) {
  const std::uint64_t grown = llvm::SaturatingMultiply<std::uint64_t>(group.growth(), 10);
  return llvm::SaturatingMultiply(llvm::SaturatingAdd(group.count, grown), weightOf(group.waker()));
}

}  // namespace chanvet::stacks
