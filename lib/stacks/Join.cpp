#include "stacks/Join.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include <fmt/format.h>
#include <llvm/ADT/STLExtras.h>
#include <llvm/ADT/SmallString.h>
#include <llvm/Support/MathExtras.h>
#include <llvm/Support/Path.h>

#include "stacks/Names.h"

namespace chanvet::stacks {

namespace {

using llvm::StringRef;

// More of a stack is not shown.
constexpr std::size_t kMostSteps = 30;
constexpr std::size_t kMostCreators = 3;

// A statement over more lines than this is taken for one of this many.
constexpr unsigned kMostLines = 50;

// "5,230"
std::string withCommas(std::uint64_t number) {
  std::string text = std::to_string(number);
  for (std::size_t at = text.size(); at > 3;) text.insert(at -= 3, ",");
  return text;
}

// "1 goroutine", "5,230 goroutines"
std::string counted(std::uint64_t count, StringRef fibers) {
  return withCommas(count) + " " + (count == 1 ? fibers.drop_back() : fibers).str();
}

std::string durationText(std::chrono::seconds duration) {
  const auto seconds = duration.count();
  if (seconds < 120) return fmt::format("{} second{}", seconds, seconds == 1 ? "" : "s");
  if (seconds < 120 * 60) return fmt::format("{} minutes", seconds / 60);
  return fmt::format("{} hours", seconds / (60 * 60));
}

// What else is known of fibers that wait: ", for up to 12 minutes; 40 before".
std::string detailsOf(std::chrono::seconds longest, std::optional<std::uint64_t> before) {
  std::string text;
  if (longest.count() > 0) text += ", for up to " + durationText(longest);
  if (before) text += "; " + withCommas(*before) + " before";
  return text;
}

class Placer {
 public:
  Placer(const Files& there, const Files& here, StringRef directory)
      : paths_(there, here), directory_(directory) {}

  // The file of the report that is one with that of a dump; empty when there is none.
  StringRef reported(const std::string& file) const { return paths_.here(file); }

  // A whole line; invalid when the position has no file.
  Place place(const Position& position) const {
    Place place;
    if (position.file.empty() || position.line == 0) return place;
    place.file = paths_.here(position.file);
    if (place.file.empty()) place.file = absolute(position.file);
    place.line = position.line;
    place.column = 1;
    return place;
  }

  Place placeInDump(const Group& group) const {
    return {absolute(group.dump), group.dumpLine, 1, 0, 0};
  }

 private:
  std::string absolute(StringRef file) const {
    llvm::SmallString<256> path(file);
    llvm::sys::path::make_absolute(directory_, path);
    llvm::sys::path::remove_dots(path, /*remove_dot_dot=*/true);
    return path.str().str();
  }

  Paths paths_;
  std::string directory_;
};

// --- groups as findings of their own -------------------------------------------------------------

std::string doingOf(const Group& group) {
  const char* be = group.count == 1 ? "is" : "are";
  const Position* top = group.stack.empty() ? nullptr : &group.stack.front();
  std::string where = " here";
  if (!top || (top->file.empty() && top->function.empty()))
    where = " at a place that the dump does not tell";
  else if (top->file.empty())
    where = " in '" + top->function + "'";
  switch (group.waker()) {
    case Waker::Nobody:
      return fmt::format("{} blocked{} for ever", be, where);
    case Waker::Fiber:
      return fmt::format("{} blocked{}", be, where);
    case Waker::Outside:
      return fmt::format("{}{}", group.count == 1 ? "waits" : "wait", where);
    case Waker::NotNeeded:
      return fmt::format("{}{}", be, where);
  }
  llvm_unreachable("unknown waker");
}

Observation observationOf(const Group& group) {
  Observation observed;
  observed.fibers = group.count;
  observed.before = group.before;
  observed.wait = wordOf(group.wait);
  observed.reason = group.reason;
  observed.longestSeconds = group.longest.count();
  observed.score = scoreOf(group);
  return observed;
}

std::string lastStepOf(const Group& group) {
  return group.waker() == Waker::NotNeeded ? group.reason : "waits: " + group.reason;
}

// From where the fiber was started to where it waits.
std::vector<TraceStep> traceOf(const Group& group, const Placer& placer) {
  std::vector<TraceStep> trace;
  const auto shown = llvm::ArrayRef(group.stack).take_front(kMostSteps);
  if (shown.size() < 2) return trace;
  for (std::size_t i = shown.size(); i-- > 0;) {
    TraceStep step;
    step.place = placer.place(shown[i]);
    if (!step.place.isValid()) continue;
    step.message = i == 0 ? lastStepOf(group) : "calls '" + shown[i - 1].function + "'";
    step.depth = shown.size() - 1 - i;
    trace.push_back(std::move(step));
  }
  return trace;
}

std::vector<RelatedPlace> creatorsOf(const Group& group, const Placer& placer) {
  std::vector<std::pair<std::uint64_t, Position>> creators;
  for (const auto& [position, count] : group.creators) creators.emplace_back(count, position);
  llvm::sort(creators, [](const auto& a, const auto& b) {
    return std::tie(b.first, a.second) < std::tie(a.first, b.second);
  });
  std::vector<RelatedPlace> related;
  for (const auto& [count, position] : llvm::ArrayRef(creators).take_front(kMostCreators)) {
    const Place place = placer.place(position);
    if (!place.isValid()) continue;
    std::string who = withCommas(count) + " of them";
    if (count == group.count) who = count == 1 ? "it" : "they";
    related.push_back({place, who + (count == 1 ? " was" : " were") + " started here"});
  }
  return related;
}

Finding findingOf(const Group& group, Severity severity, const Placer& placer) {
  Finding finding;
  finding.check = kBlockedCheck.str();
  finding.severity = severity;
  finding.message = fmt::format("{} {}: {}{}", counted(group.count, group.fibers), doingOf(group),
                                group.reason, detailsOf(group.longest, group.before));
  for (const Position& position : group.stack)
    if (!finding.place.isValid()) finding.place = placer.place(position);
  if (!finding.place.isValid()) finding.place = placer.placeInDump(group);
  if (!group.stack.empty()) finding.function = reportedName(group.stack.front().function);
  finding.related = creatorsOf(group, placer);
  finding.trace = traceOf(group, placer);
  finding.observed = observationOf(group);
  return finding;
}

// --- findings of a report ------------------------------------------------------------------------

Files filesOf(const std::vector<Finding>& findings) {
  Files files;
  for (const Finding& finding : findings) {
    files.insert(finding.place.file);
    for (const RelatedPlace& related : finding.related) files.insert(related.place.file);
    for (const TraceStep& step : finding.trace) files.insert(step.place.file);
  }
  return files;
}

// The fibers that stand where a finding says so.
struct Evidence {
  std::map<Place, std::vector<const Group*>> atPlaces;  // in the same lines
  std::vector<const Group*> inFunction;                 // else in the same function
};

// Whether the operation of a step, in the words of reports, is what fibers wait in.
bool isWaitIn(StringRef operation, Wait wait) {
  if (operation == "wait")
    return llvm::is_contained({Wait::Group, Wait::Condition, Wait::Semaphore, Wait::Future}, wait);
  return !operation.empty() && operation.split('_').first == wordOf(wait);
}

// Looks up what is said of a place.
class Claims {
 public:
  Claims(const std::vector<Finding>& findings, const JoinOptions& options) : findings_(findings) {
    for (std::size_t i = 0; i < findings.size(); ++i) {
      const std::vector<Place> places = blockedPlaces(findings[i], options);
      for (const Place& place : places) addLines(place, i);
      if (!places.empty()) byFunction_[{findings[i].place.file, findings[i].function}].push_back(i);
    }
  }

  // The findings that say so of a line.
  std::set<std::size_t> at(StringRef file, unsigned line) const {
    const auto found = byLine_.find({file.str(), line});
    return found == byLine_.end() ? std::set<std::size_t>() : found->second;
  }

  // The only finding in a function; nothing when there are several, or none.
  std::optional<std::size_t> onlyOneIn(StringRef file, StringRef function) const {
    const auto found = byFunction_.find({file.str(), function.str()});
    if (function.empty() || found == byFunction_.end() || found->second.size() > 1)
      return std::nullopt;
    return found->second.front();
  }

  // Whether a fiber is blocked in such a wait when the finding is right.
  bool saysOf(std::size_t finding, Wait wait) const {
    return llvm::any_of(findings_[finding].trace, [&](const TraceStep& step) {
      return step.isBlocked && isWaitIn(step.operation, wait);
    });
  }

 private:
  // Where fibers stand when the finding is right. A trace that tells of blocked fibers is followed
  // to the word: where others pass by says nothing.
  static std::vector<Place> blockedPlaces(const Finding& finding, const JoinOptions& options) {
    std::vector<Place> places;
    for (const TraceStep& step : finding.trace)
      if (step.isBlocked) places.push_back(step.place);
    if (!places.empty() || !options.isOfBlocking(finding.check)) return places;
    places.push_back(finding.place);
    for (const RelatedPlace& related : finding.related) places.push_back(related.place);
    return places;
  }

  // A dump has the line of the call, which need not be the first one of a statement.
  void addLines(const Place& place, std::size_t finding) {
    const Place& own = findings_[finding].place;
    const Place& range = place.file == own.file && place.line == own.line ? own : place;
    const unsigned last = std::clamp(range.endLine, range.line, range.line + kMostLines);
    for (unsigned line = range.line; line <= last; ++line)
      byLine_[{range.file, line}].insert(finding);
  }

  const std::vector<Finding>& findings_;
  std::map<std::pair<std::string, unsigned>, std::set<std::size_t>> byLine_;
  std::map<std::pair<std::string, std::string>, std::vector<std::size_t>> byFunction_;
};

// Whether fibers of the group stand still because of other fibers.
bool isBlocked(const Group& group) {
  const Waker waker = group.waker();
  return !group.stack.empty() && (waker == Waker::Nobody || waker == Waker::Fiber);
}

using EvidenceOf = std::map<std::size_t, Evidence>;  // by the finding

// Adds the group to the evidence of all findings that have its line. False: none has.
bool addAtPlace(const Group& group, const Claims& claims, const Placer& placer,
                EvidenceOf& evidence) {
  const Position& top = group.stack.front();
  const auto findings = claims.at(placer.reported(top.file), top.line);
  for (std::size_t finding : findings)
    evidence[finding].atPlaces[placer.place(top)].push_back(&group);
  return !findings.empty();
}

// Adds the group to the evidence of the finding that says the same of its function, if no fibers
// stand in that one's own lines: these may have moved since the program was built.
bool addInFunction(const Group& group, const Claims& claims, const Placer& placer,
                   EvidenceOf& evidence) {
  const Position& top = group.stack.front();
  const auto finding = claims.onlyOneIn(placer.reported(top.file), reportedName(top.function));
  if (!finding || !claims.saysOf(*finding, group.wait)) return false;
  const auto known = evidence.find(*finding);
  if (known != evidence.end() && !known->second.atPlaces.empty()) return false;
  evidence[*finding].inFunction.push_back(&group);
  return true;
}

// Several groups as one: their stacks differ, or their dumps.
Group sumOf(llvm::ArrayRef<const Group*> groups) {
  const Group& largest = **llvm::max_element(
      groups, [](const Group* a, const Group* b) { return a->count < b->count; });
  Group sum = *groups.front();
  sum.wait = largest.wait;
  sum.reason = largest.reason;
  for (const Group* group : groups.drop_front()) {
    if (group->fibers != sum.fibers) sum.fibers = "fibers";
    sum.count = llvm::SaturatingAdd(sum.count, group->count);
    if (sum.before) sum.before = llvm::SaturatingAdd(*sum.before, group->before.value_or(0));
    sum.longest = std::max(sum.longest, group->longest);
  }
  return sum;
}

// "here", "at src/pool.cpp:31" or "at 2 places", and the places that are not the finding's own.
std::string tellPlaces(const Evidence& evidence, Finding& finding) {
  std::vector<Place> others;
  for (const auto& [place, groups] : evidence.atPlaces) {
    const bool isOwn = place.file == finding.place.file && place.line >= finding.place.line &&
                       place.line <= std::max(finding.place.line, finding.place.endLine);
    if (isOwn) continue;
    others.push_back(place);
    const Group sum = sumOf(groups);
    finding.related.push_back({place, counted(sum.count, sum.fibers) + " blocked here"});
  }
  if (others.empty()) return "here";
  if (evidence.atPlaces.size() > 1) return fmt::format("at {} places", evidence.atPlaces.size());
  return fmt::format("at {}:{}", llvm::sys::path::filename(others.front().file).str(),
                     others.front().line);
}

Finding confirmed(Finding finding, const Evidence& evidence, const Thresholds& thresholds) {
  std::vector<const Group*> groups;
  for (const auto& [place, there] : evidence.atPlaces)
    groups.insert(groups.end(), there.begin(), there.end());
  const bool isAtPlace = !groups.empty();
  if (!isAtPlace) groups = evidence.inFunction;
  const Group sum = sumOf(groups);
  const std::string where =
      isAtPlace ? tellPlaces(evidence, finding)
                : fmt::format("in this function, at line {}", sum.stack.front().line);
  finding.message = fmt::format("{}: {} blocked {}{}: {}", isAtPlace ? "confirmed" : "likely",
                                counted(sum.count, sum.fibers), where,
                                detailsOf(sum.longest, sum.before), finding.message);
  finding.observed = observationOf(sum);
  finding.observed->confirms = isAtPlace ? "place" : "function";
  for (const Group* group : groups)
    finding.severity =
        std::max(finding.severity, severityOf(*group, thresholds).value_or(Severity::Info));
  return finding;
}

// --- all of them ---------------------------------------------------------------------------------

void sortByUrgency(std::vector<Finding>& findings) {
  llvm::sort(findings, [](const Finding& a, const Finding& b) {
    auto urgency = [](const Finding& finding) {
      return std::tuple(finding.severity, finding.observed->score,
                        finding.observed->longestSeconds);
    };
    if (urgency(a) != urgency(b)) return urgency(a) > urgency(b);
    return a < b;
  });
}

}  // namespace

Joined join(const std::vector<Group>& groups, const Files& files,
            const std::vector<Finding>& reported, const JoinOptions& options) {
  const Placer placer(files, filesOf(reported), options.directory);
  const Claims claims(reported, options);
  EvidenceOf evidence;
  std::vector<const Group*> unexplained;
  for (const Group& group : groups)
    if (!isBlocked(group) || !addAtPlace(group, claims, placer, evidence))
      unexplained.push_back(&group);

  Joined joined;
  for (const Group* each : unexplained) {
    const Group& group = *each;
    if (isBlocked(group) && addInFunction(group, claims, placer, evidence)) continue;
    std::optional<Severity> severity = severityOf(group, options.thresholds);
    if (!severity && options.tellsAll) severity = Severity::Info;
    if (severity) joined.findings.push_back(findingOf(group, *severity, placer));
  }
  for (const auto& [finding, found] : evidence) {
    joined.findings.push_back(confirmed(reported[finding], found, options.thresholds));
    ++(found.atPlaces.empty() ? joined.likely : joined.confirmed);
  }
  sortByUrgency(joined.findings);
  return joined;
}

}  // namespace chanvet::stacks
