#include "report/Schedule.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include <fmt/format.h>
#include <llvm/ADT/ArrayRef.h>
#include <llvm/ADT/EquivalenceClasses.h>
#include <llvm/ADT/STLExtras.h>
#include <llvm/ADT/StringRef.h>
#include <llvm/Support/Path.h>

#include "report/TextLayout.h"
#include "report/Words.h"

namespace chanvet::report {
namespace {

constexpr llvm::StringLiteral kStart = "start";

bool isStart(const TraceStep& step) { return step.operation == kStart && !step.peer.empty(); }

// The fibers that the trace names, in that order.
std::vector<llvm::StringRef> namedFibers(llvm::ArrayRef<TraceStep> trace) {
  std::vector<llvm::StringRef> names;
  auto add = [&](llvm::StringRef name) {
    if (!llvm::is_contained(names, name)) names.push_back(name);
  };
  for (const TraceStep& step : trace) {
    add(step.fiber);
    if (!step.peer.empty()) add(step.peer);
  }
  return names;
}

// Finds the fibers that explain nothing of how the trace ends.
class Bystanders {
 public:
  explicit Bystanders(const Finding& finding) : trace_(finding.trace) {
    for (llvm::StringRef fiber : namedFibers(trace_)) groups_.insert(fiber);
    for (const TraceStep& step : trace_) add(step);
    for (const auto& [primitive, users] : usersOf_) {
      for (llvm::StringRef user : users) groups_.unionSets(*users.begin(), user);
    }
    for (const TraceStep& step : trace_) {
      if (step.isBlocked || step.isNext || &step == &trace_.back()) concerned_.insert(step.fiber);
    }
  }

  // The trace of one fiber has no bystanders.
  std::vector<llvm::StringRef> find() const {
    std::vector<llvm::StringRef> found;
    for (llvm::StringRef fiber : namedFibers(trace_)) {
      const bool isApart = isAllKnown() && !isRelated(fiber) && !explains(fiber);
      if (isNeverSeen(fiber) || isApart) found.push_back(fiber);
    }
    return found;
  }

 private:
  // Whoever meets, or works on what has the same name, belongs together.
  void add(const TraceStep& step) {
    if (step.operation.empty() || isStart(step)) return;
    if (!step.peer.empty()) groups_.unionSets(step.fiber, step.peer);
    usersOf_[step.primitive].insert(step.fiber);
  }

  bool isNeverSeen(llvm::StringRef fiber) const {
    return llvm::none_of(trace_, [&](const TraceStep& step) {
      return step.fiber == fiber || (step.peer == fiber && !isStart(step));
    });
  }

  bool isRelated(llvm::StringRef fiber) const {
    return llvm::any_of(concerned_,
                        [&](llvm::StringRef other) { return groups_.isEquivalent(fiber, other); });
  }

  // Whether the names tell all that related fibers have to do with others: nothing they work on is
  // nameless, or named by one of them alone.
  bool isAllKnown() const {
    return llvm::all_of(usersOf_, [&](const auto& entry) {
      const auto& [primitive, users] = entry;
      if (llvm::none_of(users, [&](llvm::StringRef user) { return isRelated(user); })) {
        return true;
      }
      return !primitive.empty() && users.size() > 1;
    });
  }

  // Whether the fiber starts one that matters, or goes a way on which it does not do what others
  // wait for.
  bool explains(llvm::StringRef fiber) const {
    return llvm::any_of(trace_, [&](const TraceStep& step) {
      if (step.fiber != fiber) return false;
      return isStart(step) ? isRelated(step.peer) : step.operation.empty();
    });
  }

  llvm::ArrayRef<TraceStep> trace_;
  llvm::EquivalenceClasses<llvm::StringRef> groups_;
  std::map<llvm::StringRef, std::set<llvm::StringRef>> usersOf_;  // by primitive
  std::set<llvm::StringRef> concerned_;
};

class Scheduler {
 public:
  explicit Scheduler(const Finding& finding) : finding_(finding) {
    for (llvm::StringRef fiber : Bystanders(finding).find()) {
      schedule_.leftOut.push_back(fiber.str());
    }
  }

  Schedule schedule() && {
    for (std::size_t i = 0; i < finding_.trace.size(); ++i) {
      isAnswer_ = isAnswer(i);
      if (!llvm::is_contained(schedule_.leftOut, finding_.trace[i].fiber)) add(i);
    }
    markRoot();
    return std::move(schedule_);
  }

 private:
  void add(std::size_t index) {
    const TraceStep& step = finding_.trace[index];
    ScheduledStep added;
    added.step = &step;
    added.number = index + 1;
    added.lane = laneOf(step.fiber);
    const bool isShown = !step.peer.empty() && step.peer != step.fiber &&
                         !llvm::is_contained(schedule_.leftOut, step.peer);
    if (isShown) {
      const std::size_t peer = laneOf(step.peer);
      if (!isAnswer_) added.to = peer;
      added.isStart = isStart(step);
      schedule_.lanes[peer].last = schedule_.steps.size();
    }
    schedule_.lanes[added.lane].last = schedule_.steps.size();
    schedule_.lanes[added.lane].isBlocked |= step.isBlocked;
    schedule_.steps.push_back(added);
  }

  // Whether the step before met the fiber of this one, and this one is the other side of it.
  // To be asked in the order of the trace.
  bool isAnswer(std::size_t index) const {
    if (index == 0 || isAnswer_) return false;
    const TraceStep& step = finding_.trace[index];
    const TraceStep& before = finding_.trace[index - 1];
    return before.peer == step.fiber && step.peer == before.fiber && !isStart(before);
  }

  // The last of the steps at the finding's place: a loop may come there more than once.
  void markRoot() {
    for (ScheduledStep& added : llvm::reverse(schedule_.steps)) {
      const Place& place = added.step->place;
      const Place& wanted = finding_.place;
      if (std::tie(place.file, place.line, place.column) !=
          std::tie(wanted.file, wanted.line, wanted.column)) {
        continue;
      }
      added.isRoot = true;
      return;
    }
  }

  std::size_t laneOf(const std::string& fiber) {
    auto& lanes = schedule_.lanes;
    const auto lane = llvm::find_if(lanes, [&](const Lane& l) { return l.name == fiber; });
    if (lane != lanes.end()) return lane - lanes.begin();
    Lane added;
    added.name = fiber;
    added.first = schedule_.steps.size();
    lanes.push_back(std::move(added));
    return lanes.size() - 1;
  }

  const Finding& finding_;
  Schedule schedule_;
  bool isAnswer_ = false;  // of the step that was asked for last
};

}  // namespace

bool Schedule::isAlive(std::size_t lane, std::size_t index) const {
  return lanes[lane].first <= index && index <= lanes[lane].last;
}

Schedule scheduleOf(const Finding& finding) { return Scheduler(finding).schedule(); }

std::string countOf(const Schedule& schedule) {
  const std::size_t steps = schedule.steps.size();
  const std::string text = fmt::format("{} step{}", steps, steps == 1 ? "" : "s");
  const std::size_t fibers = schedule.lanes.size();
  return fibers > 1 ? fmt::format("{} fibers, {}", fibers, text) : text;
}

StepPlaces::StepPlaces(const Schedule& schedule, llvm::StringRef directory)
    : directory_(directory) {
  std::map<std::string, std::set<std::string>> filesOf;  // by name without folder
  for (const ScheduledStep& step : schedule.steps) {
    const std::string& file = step.step->place.file;
    filesOf[llvm::sys::path::filename(file).str()].insert(file);
  }
  areNamesUnique_ =
      llvm::all_of(filesOf, [](const auto& entry) { return entry.second.size() == 1; });
  if (filesOf.size() == 1 && areNamesUnique_) {
    onlyFile_ = printable(relativeTo(*filesOf.begin()->second.begin(), directory_));
  }
}

std::string StepPlaces::nameOf(const Place& place) const {
  if (!onlyFile_.empty()) return std::to_string(place.line);
  const std::string file = areNamesUnique_ ? llvm::sys::path::filename(place.file).str()
                                           : relativeTo(place.file, directory_);
  return printable(file) + ":" + std::to_string(place.line);
}

}  // namespace chanvet::report
