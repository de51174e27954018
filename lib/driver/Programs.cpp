#include "driver/Programs.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include <llvm/ADT/BitVector.h>
#include <llvm/ADT/DenseMap.h>
#include <llvm/ADT/STLExtras.h>

#include "driver/Recovery.h"
#include "driver/UnitRunner.h"
#include "explore/Explorer.h"

namespace chanvet::driver {

using model::FunctionId;

namespace {

// So many parts one process explores at most, as long as each of them works so often.
constexpr std::size_t kMostTogether = 8, kTimesOfProcess = 8;

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

}  // namespace

Programs::Programs(const link::Store& store, ProgramSettings settings, unsigned processes,
                   const cache::Cache* kept)
    : settings_(std::move(settings)),
      processes_(processes),
      kept_(kept),
      facts_(store.definitions()),
      linker_(store,
              [this](FunctionId key, std::uint32_t definition, const model::Function& function) {
                graph_.add(key, function);
                facts_[definition] = explore::factsOf(function);
              }) {
  graph_.connect(linker_);
  auto add = [&](link::UnitId root, bool hasMain, std::vector<FunctionId> entries) {
    Program& program = programs_.emplace_back();
    program.root = root;
    program.hasMain = hasMain;
    program.entries = std::move(entries);
    program.told.root = linker_.unit(root).name;
  };
  for (link::UnitId root : linker_.mains()) add(root, /*hasMain=*/true, {});
  for (link::UnitId root : linker_.libraries())
    if (std::vector<FunctionId> entries = graph_.entriesOf(linker_.bodies(root)); !entries.empty())
      add(root, /*hasMain=*/false, std::move(entries));
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
  surveyMains();
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

// Of the others, one that is run is surveyed by who runs it.
void Programs::surveyMains() {
  std::vector<std::size_t> mains;
  for (const auto& [number, program] : llvm::enumerate(programs_))
    if (program.hasMain) mains.push_back(number);
  auto ended = [&](std::size_t i, WorkerResult result) {
    std::optional<ProgramSurvey> survey = decodeSurvey(result.bytes);
    if (!survey) return fail(programs_[i], std::move(result.failure));
    take(programs_[i], std::move(*survey));
  };
  Work work(
      [&](std::size_t i) {
        return encode(surveyOf(programs_[i], linker_.link(programs_[i].root)));
      },
      [&](std::size_t i) { return settings_.limitsOf(programs_[i].told.root); }, ended);
  runInProcesses(mains, processes_, work);
}

ProgramSurvey Programs::surveyOf(const Program& program, const link::Program& linked) const {
  ProgramSurvey survey;
  for (link::UnitId member : linked.members) survey.members.push_back(linker_.unit(member).name);
  survey.conflicts = linked.conflicts;
  if (program.hasMain) {
    survey.entries = graph_.entriesOf(bodiesOf(linked));
    survey.questions = questionsFor(linked, survey.members);
  }
  if (kept_) survey.digest = cache::keyOf({linked.digest()});
  return survey;
}

void Programs::take(Program& program, ProgramSurvey survey) {
  program.told.conflicts = std::exchange(survey.conflicts, {});
  program.survey = std::move(survey);
}

// The keys of the functions that the program has a body of, in its order.
std::vector<FunctionId> Programs::bodiesOf(const link::Program& linked) {
  llvm::SetVector<FunctionId, std::vector<FunctionId>> bodies;
  for (FunctionId id = 0; id < linked.unit.functions.size(); ++id)
    if (link::Program::Origin origin = linked.origin(id); origin.definition != model::kNone)
      bodies.insert(origin.key);
  return bodies.takeVector();
}

explore::UnitFacts Programs::factsOf(const link::Program& linked) const {
  explore::UnitFacts facts(linked.unit.symbols.size());
  for (FunctionId id = 0; id < linked.unit.functions.size(); ++id) {
    link::Program::Origin origin = linked.origin(id);
    if (origin.definition == model::kNone) continue;
    explore::FunctionFacts own = facts_[origin.definition];
    auto translate = [&](model::SymbolId& symbol) {
      if (symbol != model::kNone) symbol = linked.symbol(symbol, origin.unit);
    };
    translate(own.destroys);
    llvm::for_each(own.stores, translate);
    llvm::for_each(own.writesThrough, translate);
    facts.add(id, own, linker_.unit(origin.unit).initializer == origin.key);
  }
  return facts;
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
    const link::Program& linked, const std::vector<std::string>& members) const {
  explore::Exploration exploration(linked.unit, {}, factsOf(linked));
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
    if (program.hasMain && !hasFailed(number)) parts.push_back({number, {}});
  run(parts);
}

void Programs::exploreEntries() {
  std::vector<Entry> left = entriesLeft();
  std::size_t most = 1;
  while (!left.empty()) {
    run(takeReady(left, most));
    llvm::erase_if(left, [&](const Entry& entry) {
      return ran_.contains(nameOf(entry.function)) || hasFailed(entry.program);
    });
  }
}

bool Programs::hasFailed(std::size_t program) const {
  return !programs_[program].told.failure.empty();
}

// The entries that no main has run, each of the first program that has it.
std::vector<Programs::Entry> Programs::entriesLeft() {
  for (Program& program : programs_)
    if (program.survey && program.hasMain) program.entries = program.survey->entries;
  std::vector<Entry> left;
  llvm::StringSet<> taken;
  for (const auto& [number, program] : llvm::enumerate(programs_)) {
    if (hasFailed(number)) continue;
    for (FunctionId function : program.entries)
      if (!ran_.contains(nameOf(function)) && taken.insert(nameOf(function)).second)
        left.push_back({number, function});
  }
  return left;
}

// Takes out those that no entry of another program may lead to. Where all are led to by others, it
// takes the first, and each time after that twice as many: `most`.
std::vector<Programs::Part> Programs::takeReady(std::vector<Entry>& left, std::size_t& most) const {
  llvm::BitVector isLed = graph_.ledToByOthers(left);
  if (isLed.all()) {
    isLed.reset(0, std::min(most, left.size()));
    most *= 2;
  }
  std::vector<Part> parts;
  std::vector<Entry> waiting;
  for (const auto& [i, entry] : llvm::enumerate(left)) {
    if (isLed[i]) {
      waiting.push_back(entry);
      continue;
    }
    if (parts.empty() || parts.back().program != entry.program)
      parts.push_back({entry.program, {}});
    parts.back().entries.push_back(entry.function);
  }
  left = std::move(waiting);
  return parts;
}

void Programs::run(llvm::ArrayRef<Part> parts) {
  std::vector<std::optional<ExploredPart>> results(parts.size());
  std::vector<std::size_t> order;
  for (const auto& [i, part] : llvm::enumerate(parts)) {
    Program& program = programs_[part.program];
    if (program.survey) results[i] = keptOf(part, *program.survey);
    ++program.parts;
    if (results[i])
      ++program.partsUsed;
    else
      order.push_back(i);
  }
  auto ended = [&](std::size_t i, WorkerResult result) {
    Program& program = programs_[parts[i].program];
    std::optional<PartResult> brought = decodePartResult(result.bytes);
    if (!brought) return fail(program, std::move(result.failure));
    if (brought->survey) take(program, std::move(*brought->survey));
    program.partsUsed += brought->wasKept;
    if (kept_ && !brought->wasKept)
      kept_->put(keyOf(parts[i], *program.survey), encode(brought->explored));
    results[i] = std::move(brought->explored);
  };
  Work work(
      [&](std::size_t i) { return encode(runPart(parts[i])); },
      [&](std::size_t i) { return settings_.limitsOf(programs_[parts[i].program].told.root); },
      ended);
  const std::size_t share = order.size() / (processes_ * kTimesOfProcess);
  runInProcesses(order, processes_, work, std::min(share, kMostTogether));
  for (const auto& [part, result] : llvm::zip_equal(parts, results))
    if (result) take(part, std::move(*result));
}

// What an earlier run has found.
std::optional<ExploredPart> Programs::keptOf(const Part& part, const ProgramSurvey& survey) const {
  std::optional<std::string> known;
  if (kept_) known = kept_->get(keyOf(part, survey));
  return known ? decodePart(*known) : std::nullopt;
}

PartResult Programs::runPart(const Part& part) const {
  const Program& program = programs_[part.program];
  link::Program linked = linker_.link(program.root);
  PartResult result;
  if (!program.survey) result.survey = surveyOf(program, linked);
  const ProgramSurvey& survey = result.survey ? *result.survey : *program.survey;
  std::optional<ExploredPart> kept;
  if (result.survey) kept = keptOf(part, survey);
  result.wasKept = kept.has_value();
  result.explored = kept ? std::move(*kept) : explore(part, linked, survey);
  return result;
}

// The entries of the part that nothing else of the program calls.
std::vector<FunctionId> Programs::entriesIn(const link::Program& linked, const Part& part) const {
  llvm::DenseMap<FunctionId, std::vector<FunctionId>> byKey;
  for (FunctionId key : part.entries) byKey.try_emplace(key);
  llvm::BitVector bodies(linker_.keys().size());
  for (FunctionId id = 0; id < linked.unit.functions.size(); ++id) {
    link::Program::Origin origin = linked.origin(id);
    if (origin.definition == model::kNone) continue;
    bodies.set(origin.key);
    if (auto at = byKey.find(origin.key); at != byKey.end()) at->second.push_back(id);
  }
  std::vector<FunctionId> entries;
  for (FunctionId key : part.entries)
    if (!graph_.isCalled(key, bodies)) llvm::append_range(entries, byKey[key]);
  return entries;
}

ExploredPart Programs::explore(const Part& part, const link::Program& linked,
                               const ProgramSurvey& survey) const {
  explore::Exploration exploration(
      linked.unit, settings_.optionsOf(programs_[part.program].told.root), factsOf(linked));
  bool isMain = part.entries.empty();
  if (isMain)
    exploration.onlyMains();
  else
    exploration.onlyEntries(entriesIn(linked, part));
  ExploredPart result;
  result.defects = exploration.defects();
  result.evidence = exploration.evidence();
  result.ran = exploration.ran();
  result.cut = exploration.cut();
  result.explored = exploration.statistics();
  if (!isMain) return result;
  for (const ProgramSurvey::Question& question : survey.questions) {
    Finding asked = held_[question.finding].finding;
    asked.place = question.place;
    result.answers.push_back(exploration.reach(asked));
  }
  return result;
}

// Of a program, it counts what it is, and not which units it came from.
std::string Programs::keyOf(const Part& part, const ProgramSurvey& survey) const {
  explore::SearchOptions options = settings_.optionsOf(programs_[part.program].told.root);
  std::vector<std::string> parts{programKey(), "part of a program", survey.digest,
                                 std::to_string(options.states), options.reduces ? "reduces" : ""};
  for (FunctionId entry : part.entries) parts.push_back(nameOf(entry));
  if (part.entries.empty())
    for (const ProgramSurvey::Question& question : survey.questions) {
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
  if (!program.survey) {
    for (const HeldFinding& held : held_) answerTo(held, held.finding.place, explore::Reach::Open);
    return;
  }
  for (const auto& [i, question] : llvm::enumerate(program.survey->questions))
    answerTo(held_[question.finding], question.place,
             i < program.answers.size() ? program.answers[i] : explore::Reach::Open);
}

ProgramsResult Programs::settle() {
  ProgramsResult result;
  for (auto [number, program] : llvm::enumerate(programs_)) {
    if (program.survey)
      for (const check::Check* check : checksOf(program.survey->members))
        witnesses_.of(*check).tell(program.defects, number);
    if (program.survey || hasFailed(number)) answer(program);
    result.programs.push_back(std::move(program.told));
  }
  Collector collector(result.findings);
  witnesses_.settle(collector);
  return result;
}

}  // namespace chanvet::driver
