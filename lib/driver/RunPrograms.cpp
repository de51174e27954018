// What a run has to do with the programs of its units.
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <llvm/ADT/STLExtras.h>

#include "driver/Programs.h"
#include "driver/Run.h"
#include "driver/Workers.h"
#include "link/Archive.h"

namespace chanvet::driver {

using llvm::StringRef;

void Runner::explorePrograms() {
  const std::string key = earlier_ ? programsKey() : "";
  std::optional<std::string> known = earlier_ ? earlier_->cache.get(key) : std::nullopt;
  std::optional<ProgramsResult> result = known ? decodePrograms(*known) : std::nullopt;
  if (!result) {
    loadModels();
    result = exploreApart();
    if (earlier_ && result->failure.empty()) earlier_->cache.put(key, encode(*result));
  }
  if (!result->failure.empty())
    fail(checks_.begin()->first, "its programs were not explored: " + result->failure);
  for (ExploredProgram& program : result->programs) keep(std::move(program));
  for (Finding& finding : result->findings)
    if (programFiles_.contains(finding.place.file)) findings_.push_back(std::move(finding));
}

std::string Runner::programsKey() const {
  std::vector<std::string> parts{programKey(), "programs"};
  if (store_.size() > 0) parts.push_back(link::write(store_));
  for (const auto& [unit, checks] : checks_)
    parts.push_back(unit + '\0' + settingsKey(*llvm::cantFail(configs_.forFile(unit)), unit));
  for (const Part& part : parts_) parts.push_back(part.digest);
  return cache::keyOf(std::vector<StringRef>(parts.begin(), parts.end()));
}

// Models that the cache has lost since it named them are made again.
void Runner::loadModels() {
  std::vector<Part*> lost;
  for (Part& part : parts_) {
    if (!part.result.model.empty()) continue;
    if (auto model = earlier_->cache.get(part.result.modelKey))
      part.result.model = std::move(*model);
    else
      lost.push_back(&part);
  }
  std::vector<const UnitJob*> jobs;
  for (const Part* part : lost) jobs.push_back(part->job);
  unitRunner(nullptr).run(jobs, exploring_, [&](size_t index, std::vector<UnitResult> results) {
    lost[index]->result.model = std::move(results.front().model);
  });
}

// In a process of its own, as units are.
ProgramsResult Runner::exploreApart() {
  class Exploration : public Workload {
   public:
    explicit Exploration(Runner& runner) : runner_(runner) {}
    std::string run(size_t) override { return encode(runner_.exploreStore()); }
    WorkerLimits limitsOf(size_t) const override { return {}; }
    void started(size_t) override {}
    void ended(size_t, WorkerResult ended) override {
      std::optional<ProgramsResult> decoded = decodePrograms(ended.bytes);
      if (decoded) result = std::move(*decoded);
      result.failure = std::move(ended.failure);
    }
    ProgramsResult result;

   private:
    Runner& runner_;
  };
  Exploration exploration(*this);
  runInProcesses({0}, /*processes=*/1, exploration);
  return std::move(exploration.result);
}

ProgramsResult Runner::exploreStore() {
  check::AllWitnesses witnesses;
  for (const Part& part : parts_) {
    // This program has written it. A unit that failed when it was made again has none.
    if (!part.result.model.empty()) store_.add(llvm::cantFail(link::read(part.result.model)));
    auto witnessesOf = [&](const std::string& name) -> check::Witnesses& {
      return witnesses.of(**llvm::find_if(
          *part.job->checks,
          [&](const std::unique_ptr<check::Check>& check) { return check->name() == name; }));
    };
    for (const Finding& finding : part.result.held.findings)
      witnessesOf(finding.check).add(finding);
    for (const check::OfferedFix& fix : part.result.held.fixes) witnessesOf(fix.check).offer(fix);
  }
  store_ = store_.canonical();
  auto checksOf = [&](StringRef unit) -> const Analyser::Checks& {
    return *checks_.find(unit.str())->second;
  };
  // The configurations of all units have been read.
  auto optionsOf = [&](StringRef unit) {
    return searchOptions(*llvm::cantFail(configs_.forFile(unit)));
  };
  ProgramsResult result;
  driver::explorePrograms(store_, checksOf, optionsOf, witnesses, [&](ExploredProgram program) {
    result.programs.push_back(std::move(program));
  });
  Collector collector(result.findings);
  witnesses.settle(collector);
  return result;
}

void Runner::keep(ExploredProgram program) {
  if (!program.failure.empty()) return fail(program.root, std::move(program.failure));
  if (observer_.note)
    for (const std::string& conflict : program.conflicts) observer_.note(conflict);
  noteCut(program.root, program.cut);
  llvm::append_range(explored_[program.root], program.explored);
  if (program.cut.empty()) return;
  for (report::Comment& comment : comments_)
    if (programFiles_.contains(comment.place.file)) comment.isComplete = false;
}

}  // namespace chanvet::driver
