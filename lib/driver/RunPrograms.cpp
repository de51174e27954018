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
  unitRunner(nullptr).run(jobs, exploring_, /*scans=*/nullptr,
                          [&](size_t index, std::vector<UnitResult> results) {
                            lost[index]->result.model = std::move(results.front().model);
                          });
}

ProgramsResult Runner::exploreStore() {
  for (Part& part : parts_) {
    // This program has written it. A unit that failed when it was made again has none.
    std::string model = std::move(part.result.model);
    if (!model.empty()) store_.add(llvm::cantFail(link::read(model)));
  }
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
