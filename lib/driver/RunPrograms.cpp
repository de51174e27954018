// What a run has to do with the programs of its units.
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include <llvm/ADT/STLExtras.h>

#include "driver/Programs.h"
#include "driver/Run.h"
#include "driver/UnitRunner.h"
#include "link/Archive.h"

namespace chanvet::driver {

using llvm::StringRef;

void Runner::explorePrograms() {
  llvm::sort(parts_, [](const Part& a, const Part& b) {
    return std::tie(a.result.name, a.digest) < std::tie(b.result.name, b.digest);
  });
  const std::string key = earlier_ ? programsKey() : "";
  std::optional<std::string> known = earlier_ ? earlier_->cache.get(key) : std::nullopt;
  std::optional<ProgramsResult> result = known ? decodePrograms(*known) : std::nullopt;
  auto isExplored = [](const ExploredProgram& program) { return !program.explored.empty(); };
  if (result) {
    programsUsed_ = llvm::count_if(result->programs, isExplored);
  } else {
    loadModels();
    result = exploreStore();
    auto hasFailed = [](const ExploredProgram& program) { return !program.failure.empty(); };
    if (earlier_ && llvm::none_of(result->programs, hasFailed))
      earlier_->cache.put(key, encode(*result));
  }
  for (ExploredProgram& program : result->programs) keep(std::move(program));
  for (Finding& finding : result->findings)
    if (programFiles_.contains(finding.place.file)) findings_.push_back(std::move(finding));
}

std::string Runner::programsKey() const {
  std::vector<std::string> parts{programKey(), "programs"};
  parts.push_back(givenModels_);
  for (const auto& [unit, checks] : checks_)
    parts.push_back(unit + '\0' + settingsKey(*llvm::cantFail(configs_.forFile(unit)), unit));
  for (const Part& part : parts_) parts.push_back(part.digest);
  return cache::keyOf(std::vector<StringRef>(parts.begin(), parts.end()));
}

// Models that the cache has lost since it named them are made again. A unit that fails then has
// none.
void Runner::loadModels() {
  std::vector<const Job*> lost;
  for (const Part& part : parts_) {
    if (stored_.contains(part.job)) continue;
    if (auto model = earlier_->cache.get(part.result.modelKey))
      store_.add(link::readOwn(*model));
    else
      lost.push_back(part.job);
  }
  std::vector<const UnitJob*> jobs(lost.begin(), lost.end());
  unitRunner(nullptr).run(
      jobs, exploring_, /*scans=*/nullptr,
      [&](size_t index, UnitResult& result) { takeModel(*lost[index], result); },
      [](size_t, const std::vector<UnitResult>&) {});
}

ProgramsResult Runner::exploreStore() {
  store_ = store_.canonical();
  // The configurations of all units have been read.
  auto configOf = [this](StringRef unit) -> const Config& {
    return *llvm::cantFail(configs_.forFile(unit.str()));
  };
  ProgramSettings settings{
      .checksOf = [this](StringRef unit) -> const Analyser::Checks& {
        return *checks_.find(unit.str())->second;
      },
      .optionsOf = [=](StringRef unit) { return searchOptions(configOf(unit)); },
      .limitsOf = [=, this](StringRef unit) { return limitsOf(configOf(unit), processes_); }};
  Programs programs(store_, std::move(settings), processes_, earlier_ ? &earlier_->cache : nullptr);
  for (const auto& [unit, checks] : checks_) programs.hold(*checks, {});
  for (const Part& part : parts_) programs.hold(*part.job->checks, part.result.held);
  ProgramsResult result = programs.explore();
  programsUsed_ = programs.programsUsed();
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
