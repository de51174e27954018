#include "explore/Explorer.h"

#include <algorithm>
#include <ctime>
#include <optional>

#include <fmt/format.h>
#include <llvm/ADT/STLExtras.h>

#include "explore/Diagnosis.h"
#include "explore/MayRun.h"
#include "explore/Roots.h"

namespace chanvet::explore {

namespace {

// A unit has one main and may have hundreds of tests. Each has a small part of main's budget, and
// so many of those that it is not enough for have a larger one. Of the tests of silkworm and
// leveldb that end at all, one in seventy needs more than that.
constexpr unsigned kFirstShare = 64, kLargerShare = 4, kLarger = 10;

// So many fibers are looked at by themselves where more are too many.
constexpr unsigned kFew = 4;

bool explains(const Finding& finding, const Place& place) {
  return llvm::any_of(finding.related,
                      [&](const RelatedPlace& related) { return related.place == place; });
}

// Two fibers that do what only one may are one defect, whichever of them is the second; so are all
// who wait for a lock that one fiber never unlocks.
bool isOne(const Defect& a, const Defect& b) {
  if (a.verdict != b.verdict) return false;
  if (a.finding.place == b.finding.place) return true;
  if (a.cause.isValid() && a.cause == b.cause) return true;
  bool isRace = a.verdict == Verdict::DataRace || a.verdict == Verdict::CheckThenAct;
  if (isRace) return a.subject == b.subject;
  bool isDeath = a.verdict == Verdict::DoubleClose || a.verdict == Verdict::LockUnlockUnheld ||
                 a.verdict == Verdict::WaitGroupNegative;
  return isDeath && explains(a.finding, b.finding.place) && explains(b.finding, a.finding.place);
}

// The cases of a select have places of their own.
void forEachPlace(const model::Instruction& instruction,
                  llvm::function_ref<void(const model::Location&)> use) {
  use(instruction.location);
  for (const model::SelectCase& one : instruction.cases) use(one.location);
}

std::string describe(Bound bound, const std::string& root, const Bounds& bounds) {
  switch (bound) {
    case Bound::States:
      return fmt::format(
          "the budget of states ran out in '{}': not all of its schedules were followed", root);
    case Bound::Calls:
      return fmt::format("'{}' was followed in part: it calls more than {} deep", root,
                         bounds.callDepth);
    case Bound::Fibers:
      return fmt::format("'{}' was followed in part: it has more than {} fibers at once", root,
                         bounds.fibers);
    case Bound::Run:
      return fmt::format(
          "'{}' was followed in part: a fiber takes more than {} steps that no other can see", root,
          bounds.stepsBetweenStops);
    case Bound::None:
      break;
  }
  llvm_unreachable("not a bound that can be reached");
}

std::string describeGlobals(const std::string& root) {
  return fmt::format("'{}' was followed in part: what initialises its globals takes too many steps",
                     root);
}

// The options of a search for schedules that are shorter than those of the endings. It follows all
// orders, so it is kept small: where it ends early, longer schedules stand.
std::optional<SearchOptions> searchForShorter(const std::vector<Ending>& endings,
                                              const SearchOptions& options, uint64_t states) {
  constexpr uint64_t kTimes = 4, kAtLeast = 1000;
  SearchOptions all = options;
  all.reduces = false;
  all.depth = 0;
  for (const Ending& ending : endings)
    if (!ending.isShortest) all.depth = std::max(all.depth, ending.length);
  if (all.depth == 0) return std::nullopt;
  all.states = std::min<uint64_t>(options.states, kTimes * states + kAtLeast);
  return all;
}

// Those of `shorter`, and what is only among the others.
std::vector<Ending> merged(std::vector<Ending> endings, std::vector<Ending> shorter) {
  // Where a fiber can be stuck it can die on another schedule.
  std::set<std::pair<bool, const model::Instruction*>> told;
  auto wayOf = [](const Ending& ending, const model::Instruction* at) {
    return std::pair(ending.state.killer != nullptr, at);
  };
  for (const Ending& ending : shorter)
    for (const model::Instruction* at : ending.at) told.insert(wayOf(ending, at));
  for (Ending& ending : endings) {
    auto isTold = [&](const model::Instruction* at) { return told.contains(wayOf(ending, at)); };
    if (!llvm::all_of(ending.at, isTold)) shorter.push_back(std::move(ending));
  }
  return shorter;
}

void add(const Machine& machine, std::vector<Ending>& endings,
         const std::set<const model::Instruction*>& completed, std::vector<Defect>& defects) {
  for (Ending& ending : endings) {
    ending.completed = &completed;
    for (Defect& defect : diagnose(machine, ending)) addDefect(defects, std::move(defect));
  }
}

// Searches once more when only the search has shown that fibers release what others hold: what it
// left out rests on that they do not.
std::vector<Ending> runWhole(std::optional<Search>& search, Machine& machine,
                             model::FunctionId root, const SearchOptions& options) {
  bool knewReleases = machine.releasesOfOthers;
  std::vector<Ending> endings = search.emplace(machine, options).run(root);
  if (machine.releasesOfOthers == knewReleases) return endings;
  return search.emplace(machine, options).run(root);
}

// Of the processor. The clock of the process goes by ticks where its time is limited.
double secondsOfThread() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

}  // namespace

void addDefect(std::vector<Defect>& defects, Defect defect) {
  auto isSame = [&](const Defect& known) { return isOne(known, defect); };
  if (llvm::none_of(defects, isSame)) defects.push_back(std::move(defect));
}

Exploration::Explored Exploration::explore(Machine& machine, model::FunctionId root,
                                           const SearchOptions& options) {
  Explored explored{root, {}, {}, {}, false};
  const double begin = secondsOfThread();
  std::optional<Search> search;
  std::vector<Ending> endings = runWhole(search, machine, root, options);
  std::set<const model::Instruction*> completed = search->completed();
  std::vector<Ending> races = search->races();
  explored.statistics = search->statistics();
  if (auto all = searchForShorter(endings, options, explored.statistics.states)) {
    Search again(machine, *all);
    endings = merged(std::move(endings), again.run(root));
    completed.insert(again.completed().begin(), again.completed().end());
  }
  add(machine, endings, completed, explored.defects);
  add(machine, races, completed, explored.defects);
  if (explored.statistics.isCut && explored.statistics.fibers > kFew)
    exploreFew(explored, options, machine.releasesOfOthers);
  evidence_.isFaultless &= !search->anyStuck();
  for (const model::Instruction* at : search->killing())
    evidence_.doubtful.insert(unit_.place(at->location));
  const std::string& name = unit_.functions[root].name;
  for (Bound bound : search->reached())
    explored.cut.push_back({name, describe(bound, name, machine.bounds())});
  if (machine.haveInitializersBroken) explored.cut.push_back({name, describeGlobals(name)});
  explored.ranOut = search->reached().contains(Bound::States);
  explored.statistics.root = name;
  explored.statistics.seconds = secondsOfThread() - begin;
  return explored;
}

void Exploration::keep(Explored explored) {
  for (Defect& defect : explored.defects) addDefect(defects_, std::move(defect));
  llvm::append_range(cut_, explored.cut);
  statistics_.push_back(std::move(explored.statistics));
}

// Where many fibers have used up the budget, the schedules of the first few, before the others
// begin, still show what these do to each other.
void Exploration::exploreFew(Explored& explored, const SearchOptions& options,
                             bool releasesOfOthers) {
  Bounds bounds;
  bounds.heldBack += bounds.fibers - kFew;
  bounds.fibers = kFew;
  Machine machine(unit_, facts(), bounds);
  machine.releasesOfOthers = releasesOfOthers;
  SearchOptions share = options;
  share.states /= 4;
  std::optional<Search> search;
  std::vector<Ending> endings = runWhole(search, machine, explored.root, share);
  add(machine, endings, search->completed(), explored.defects);
}

const UnitFacts& Exploration::facts() {
  if (!facts_) facts_ = factsOf(unit_);
  return *facts_;
}

const Evidence& Exploration::evidence() {
  defects();
  return evidence_;
}

Reach Exploration::reach(const Finding& finding) {
  defects();
  bool isOut =
      llvm::any_of(finding.trace, [&](const TraceStep& step) { return isOutOfReach(step.place); });
  if (isOut) return Reach::OutOfReach;
  return isUnharmed(finding.place) ? Reach::Unharmed : Reach::Open;
}

bool Exploration::isUnharmed(const Place& place) {
  std::vector<model::FunctionId> there = functionsAt(place);
  return llvm::any_of(there, [&](model::FunctionId id) { return entered_[id]; }) ||
         llvm::none_of(there, [&](model::FunctionId id) { return mayRun_[id]; });
}

// Whether main never got to what stands at the place.
bool Exploration::isOutOfReach(const Place& place) {
  std::vector<model::FunctionId> there = functionsAt(place);
  bool isReached = false;
  for (model::FunctionId id : there) {
    isReached |= mayRun_[id] && !entered_[id];
    forEachAt(place, id, [&](model::BlockId block, size_t index) {
      isReached |= entered_[id] && index < ranOfMain_[id][block];
    });
  }
  return !there.empty() && !isReached;
}

bool Exploration::concerns(const Place& place) {
  return !facts().mains.empty() && !functionsAt(place).empty();
}

// The functions with an instruction at `place`.
std::vector<model::FunctionId> Exploration::functionsAt(const Place& place) {
  if (byLine_.empty())
    for (model::FunctionId id = 0; id < unit_.functions.size(); ++id)
      for (const model::Block& block : unit_.functions[id].blocks)
        for (const model::Instruction& instruction : block.instructions)
          forEachPlace(instruction, [&](const model::Location& location) {
            auto& there = byLine_[location.line];
            if (there.empty() || there.back() != id) there.push_back(id);
          });
  std::vector<model::FunctionId> found;
  for (model::FunctionId id : byLine_.lookup(place.line)) {
    bool isThere = false;
    forEachAt(place, id, [&](model::BlockId, size_t) { isThere = true; });
    if (isThere) found.push_back(id);
  }
  return found;
}

void Exploration::forEachAt(const Place& place, model::FunctionId function,
                            UseInstruction use) const {
  const std::vector<model::Block>& blocks = unit_.functions[function].blocks;
  for (model::BlockId block = 0; block < blocks.size(); ++block)
    for (const auto& [index, instruction] : llvm::enumerate(blocks[block].instructions)) {
      bool isThere = false;
      forEachPlace(instruction, [&](const model::Location& location) {
        isThere |= location.line == place.line && unit_.place(location) == place;
      });
      if (isThere) use(block, index);
    }
}

std::vector<std::string> Exploration::ran() const {
  std::vector<std::string> functions;
  for (unsigned id : ran_.set_bits()) functions.push_back(unit_.functions[id].usr);
  return functions;
}

void Exploration::onlyEntries(std::vector<model::FunctionId> functions) {
  runsMains_ = false;
  entries_ = std::move(functions);
}

void Exploration::exploreEntries(Machine& machine) {
  auto share = [&](unsigned part) {
    SearchOptions options = options_;
    options.states = std::max(1u, options_.states / part);
    return options;
  };
  std::vector<Explored> entries;
  for (model::FunctionId root : entries_ ? *entries_ : entriesOf(unit_))
    if (!machine.entered[root]) entries.push_back(explore(machine, root, share(kFirstShare)));
  std::vector<Explored*> unfinished, alone;
  // A single fiber has no schedules to choose from.
  for (Explored& entry : entries)
    if (entry.ranOut) (entry.statistics.fibers > 1 ? unfinished : alone).push_back(&entry);
  llvm::append_range(unfinished, alone);
  if (unfinished.size() > kLarger) unfinished.resize(kLarger);
  for (Explored* entry : unfinished) *entry = explore(machine, entry->root, share(kLargerShare));
  for (Explored& entry : entries) keep(std::move(entry));
}

void Exploration::exploreMains(Machine& machine) {
  if (facts().mains.empty()) return;
  for (model::FunctionId root : facts().mains) keep(explore(machine, root, options_));
  entered_ = machine.entered;
  mayRun_ = mayRun(machine);
  ranOfMain_ = machine.ran;
}

const std::vector<Defect>& Exploration::defects() {
  if (isDone_) return defects_;
  isDone_ = true;
  Machine machine(unit_, facts(), Bounds{});
  if (runsMains_) exploreMains(machine);
  exploreEntries(machine);
  ran_ = machine.entered;
  evidence_.isFaultless &= defects_.empty() && evidence_.doubtful.empty();
  for (const model::Instruction* at : machine.unjudged)
    evidence_.doubtful.insert(unit_.place(at->location));
  evidence_.isComplete = cut_.empty();
  return defects_;
}

}  // namespace chanvet::explore
