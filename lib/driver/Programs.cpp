#include "driver/Programs.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <utility>

#include <llvm/ADT/STLExtras.h>
#include <llvm/ADT/Sequence.h>
#include <llvm/ADT/StringMap.h>

#include "driver/Makers.h"
#include "driver/Recovery.h"
#include "driver/UnitRunner.h"
#include "explore/Explorer.h"

namespace chanvet::driver {

namespace {

// Pieces that bring plain data: nothing, where one crashes.
class Work : public Workload {
 public:
  using Run = std::function<std::string(std::size_t piece)>;
  using Limits = std::function<WorkerLimits(std::size_t piece)>;
  using Ended = std::function<void(std::size_t piece, WorkerResult result)>;

  Work(Run run, Limits limits, Ended ended)
      : run_(std::move(run)), limits_(std::move(limits)), ended_(std::move(ended)) {}

  std::string run(std::size_t piece) override {
    std::string bytes;
    if (!runSafely([&] { bytes = run_(piece); })) bytes.clear();
    return bytes;
  }
  WorkerLimits limitsOf(std::size_t piece) const override { return limits_(piece); }
  void ended(std::size_t piece, WorkerResult result) override {
    if (result.failure.empty() && result.bytes.empty()) result.failure = "the analysis crashed";
    ended_(piece, std::move(result));
  }

 private:
  Run run_;
  Limits limits_;
  Ended ended_;
};

llvm::SmallVector<std::size_t> upTo(std::size_t count) {
  return llvm::to_vector(llvm::seq<std::size_t>(0, count));
}

}  // namespace

Programs::Programs(const link::Store& store, ProgramSettings settings, unsigned processes,
                   const cache::Cache* kept)
    : settings_(std::move(settings)), processes_(processes), kept_(kept), linker_(store) {
  auto add = [&](link::UnitId root, bool hasMain) {
    Program& program = programs_.emplace_back();
    program.root = root;
    program.hasMain = hasMain;
    program.told.root = linker_.unit(root).name;
  };
  for (link::UnitId root : linker_.mains()) add(root, /*hasMain=*/true);
  llvm::BitVector makers = unitsThatMake(store, linker_);
  for (link::UnitId root : linker_.libraries())
    if (makers[root]) add(root, /*hasMain=*/false);
}

// Units that share a header find the same in it.
void Programs::hold(const Analyser::Checks& checks, const Held& held) {
  auto checkOf = [&](const std::string& name) -> const check::Check& {
    return **llvm::find_if(checks, [&](const auto& check) { return check->name() == name; });
  };
  for (const std::unique_ptr<check::Check>& check : checks)
    if (check->isRefutable()) witnesses_.of(*check);
  for (const Finding& finding : held.findings) {
    const check::Check& check = checkOf(finding.check);
    std::string bytes = encode(finding);
    if (!heldBytes_.insert(std::to_string(std::uintptr_t(&check)) + ' ' + bytes).second) continue;
    held_.push_back({&check, witnesses_.of(check).size(), finding});
    witnesses_.of(check).add(finding);
  }
  for (const check::OfferedFix& fix : held.fixes) witnesses_.of(checkOf(fix.check)).offer(fix);
}

ProgramsResult Programs::explore() {
  survey();
  exploreMains();
  exploreEntries();
  return settle();
}

unsigned Programs::programsUsed() const {
  return llvm::count_if(programs_, [](const Program& program) {
    return program.parts > 0 && program.partsUsed == program.parts;
  });
}

// --- what there is ------------------------------------------------------------------------------

void Programs::survey() {
  auto ended = [&](std::size_t i, WorkerResult result) {
    std::optional<ProgramSurvey> survey = decodeSurvey(result.bytes);
    if (!survey) return fail(programs_[i], std::move(result.failure));
    programs_[i].told.members = survey->members;
    programs_[i].told.conflicts = std::move(survey->conflicts);
    programs_[i].survey = std::move(*survey);
  };
  Work work([&](std::size_t i) { return encode(surveyOf(programs_[i])); },
            [&](std::size_t i) { return settings_.limitsOf(programs_[i].told.root); }, ended);
  runInProcesses(upTo(programs_.size()), processes_, work);
}

ProgramSurvey Programs::surveyOf(const Program& program) const {
  link::Program linked = linker_.link(program.root);
  ProgramSurvey survey;
  for (link::UnitId member : linked.members) survey.members.push_back(linker_.unit(member).name);
  survey.conflicts = std::move(linked.conflicts);
  survey.entries = explore::entriesWithReach(linked.unit);
  if (program.hasMain) survey.questions = questionsFor(linked.unit, survey.members);
  if (kept_) {
    link::Store model;
    model.add(linked.unit, {});
    survey.digest = cache::keyOf({model.contents()});
  }
  return survey;
}

// The explored checks of all units. Sets of checks with the same settings are one.
llvm::SetVector<const check::Check*> Programs::checksOf(
    const std::vector<std::string>& units) const {
  llvm::SetVector<const check::Check*> checks;
  for (const std::string& unit : units)
    for (const std::unique_ptr<check::Check>& check : settings_.checksOf(unit))
      if (check->isRefutable()) checks.insert(check.get());
  return checks;
}

std::vector<ProgramSurvey::Question> Programs::questionsFor(
    const model::Unit& unit, const std::vector<std::string>& members) const {
  explore::Exploration exploration(unit, {});
  llvm::SetVector<const check::Check*> checks = checksOf(members);
  std::vector<ProgramSurvey::Question> questions;
  for (const auto& [number, held] : llvm::enumerate(held_)) {
    if (!checks.contains(held.check)) continue;
    if (std::optional<Place> place = check::placeToAsk(held.finding, exploration))
      questions.push_back({static_cast<std::uint32_t>(number), std::move(*place)});
  }
  return questions;
}

// --- what is run --------------------------------------------------------------------------------

void Programs::exploreMains() {
  std::vector<Part> parts;
  for (const auto& [number, program] : llvm::enumerate(programs_))
    if (program.hasMain && program.told.failure.empty()) parts.push_back({number, {}});
  run(parts);
}

void Programs::exploreEntries() {
  std::vector<WaitingEntry> left = entriesLeft();
  while (!left.empty()) {
    run(takeReady(left));
    llvm::erase_if(left, [&](const WaitingEntry& entry) {
      return ran_.contains(nameOf(entry)) || !programs_[entry.program].told.failure.empty();
    });
  }
}

llvm::StringRef Programs::nameOf(const WaitingEntry& entry) const {
  return programs_[entry.program].survey.entries.functions[entry.entry->function];
}

// The entries that no main has run, each of the first program that has it.
std::vector<Programs::WaitingEntry> Programs::entriesLeft() const {
  std::vector<WaitingEntry> left;
  llvm::StringSet<> taken;
  for (const auto& [number, program] : llvm::enumerate(programs_)) {
    if (!program.told.failure.empty()) continue;
    for (const explore::Entries::Entry& entry : program.survey.entries.all) {
      WaitingEntry waiting{number, &entry};
      llvm::StringRef name = nameOf(waiting);
      if (!ran_.contains(name) && taken.insert(name).second) left.push_back(waiting);
    }
  }
  return left;
}

// Takes out those that no entry of another program may lead to; of entries that lead to each other
// the first.
std::vector<Programs::Part> Programs::takeReady(std::vector<WaitingEntry>& left) const {
  constexpr std::size_t kSeveral = std::numeric_limits<std::size_t>::max();
  llvm::StringMap<std::size_t> ledToBy;  // the program
  for (const WaitingEntry& entry : left)
    for (std::uint32_t function : entry.entry->leadsTo) {
      llvm::StringRef name = programs_[entry.program].survey.entries.functions[function];
      auto [known, isNew] = ledToBy.try_emplace(name, entry.program);
      if (!isNew && known->second != entry.program) known->second = kSeveral;
    }
  auto isReady = [&](const WaitingEntry& entry) {
    auto by = ledToBy.find(nameOf(entry));
    return by == ledToBy.end() || by->second == entry.program;
  };
  auto firstWaiting = std::stable_partition(left.begin(), left.end(), isReady);
  if (firstWaiting == left.begin()) ++firstWaiting;
  std::vector<Part> parts;
  for (const WaitingEntry& entry : llvm::make_range(left.begin(), firstWaiting)) {
    if (parts.empty() || parts.back().program != entry.program)
      parts.push_back({entry.program, {}});
    parts.back().entries.push_back(nameOf(entry).str());
  }
  left.erase(left.begin(), firstWaiting);
  return parts;
}

void Programs::run(llvm::ArrayRef<Part> parts) {
  std::vector<std::string> keys(parts.size());
  std::vector<std::optional<ExploredPart>> results(parts.size());
  std::vector<std::size_t> order;
  for (const auto& [i, part] : llvm::enumerate(parts)) {
    if (kept_) {
      keys[i] = keyOf(part);
      if (std::optional<std::string> known = kept_->get(keys[i])) results[i] = decodePart(*known);
    }
    Program& program = programs_[part.program];
    ++program.parts;
    if (results[i])
      ++program.partsUsed;
    else
      order.push_back(i);
  }
  auto ended = [&](std::size_t i, WorkerResult result) {
    results[i] = decodePart(result.bytes);
    if (!results[i]) return fail(programs_[parts[i].program], std::move(result.failure));
    if (kept_) kept_->put(keys[i], result.bytes);
  };
  Work work(
      [&](std::size_t i) { return encode(runPart(parts[i])); },
      [&](std::size_t i) { return settings_.limitsOf(programs_[parts[i].program].told.root); },
      ended);
  runInProcesses(order, processes_, work);
  for (const auto& [part, result] : llvm::zip_equal(parts, results))
    if (result) take(part, std::move(*result));
}

ExploredPart Programs::runPart(const Part& part) const {
  const Program& program = programs_[part.program];
  link::Program linked = linker_.link(program.root);
  explore::Exploration exploration(linked.unit, settings_.optionsOf(program.told.root));
  bool isMain = part.entries.empty();
  if (isMain)
    exploration.onlyMains();
  else
    exploration.onlyEntries(part.entries);
  ExploredPart result;
  result.defects = exploration.defects();
  result.evidence = exploration.evidence();
  result.ran = exploration.ran();
  result.cut = exploration.cut();
  result.explored = exploration.statistics();
  if (!isMain) return result;
  for (const ProgramSurvey::Question& question : program.survey.questions) {
    Finding asked = held_[question.finding].finding;
    asked.place = question.place;
    result.answers.push_back(exploration.reach(asked));
  }
  return result;
}

// Of a program, it counts what it is, and not which units it came from.
std::string Programs::keyOf(const Part& part) const {
  const Program& program = programs_[part.program];
  explore::SearchOptions options = settings_.optionsOf(program.told.root);
  std::vector<std::string> parts{programKey(), "part of a program", program.survey.digest,
                                 std::to_string(options.states), options.reduces ? "reduces" : ""};
  llvm::append_range(parts, part.entries);
  if (part.entries.empty())
    for (const ProgramSurvey::Question& question : program.survey.questions) {
      Finding asked = held_[question.finding].finding;
      asked.place = question.place;
      parts.push_back(encode(std::move(asked)));
    }
  return cache::keyOf(std::vector<llvm::StringRef>(parts.begin(), parts.end()));
}

void Programs::take(const Part& part, ExploredPart result) {
  Program& program = programs_[part.program];
  for (explore::Defect& defect : result.defects)
    explore::addDefect(program.defects, std::move(defect));
  program.evidence.add(result.evidence);
  if (part.entries.empty()) program.answers = std::move(result.answers);
  for (const std::string& function : result.ran) ran_.insert(function);
  llvm::append_range(program.told.cut, result.cut);
  llvm::append_range(program.told.explored, result.explored);
}

// What was not explored refutes nothing.
void Programs::fail(Program& program, std::string reason) {
  program.told.failure = "its program was not explored: " + std::move(reason);
  program.evidence.isComplete = false;
}

// A program that could not be looked at may have any part in what is held back.
void Programs::answer(const Program& program) {
  auto answerTo = [&](const HeldFinding& held, const Place& place, explore::Reach reach) {
    witnesses_.of(*held.check).answer(held.index, place, reach, program.evidence);
  };
  if (program.survey.members.empty())
    for (const HeldFinding& held : held_) answerTo(held, held.finding.place, explore::Reach::Open);
  for (const auto& [i, question] : llvm::enumerate(program.survey.questions))
    answerTo(held_[question.finding], question.place,
             i < program.answers.size() ? program.answers[i] : explore::Reach::Open);
}

ProgramsResult Programs::settle() {
  ProgramsResult result;
  for (auto [number, program] : llvm::enumerate(programs_)) {
    for (const check::Check* check : checksOf(program.survey.members))
      witnesses_.of(*check).tell(program.defects, number);
    answer(program);
    result.programs.push_back(std::move(program.told));
  }
  Collector collector(result.findings);
  witnesses_.settle(collector);
  return result;
}

}  // namespace chanvet::driver
