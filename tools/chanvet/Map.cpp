#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "Cache.h"
#include "Commands.h"
#include "ModelFiles.h"
#include "Ninja.h"
#include "Progress.h"
#include "Status.h"
#include "Terminal.h"
#include "driver/Analyse.h"
#include "driver/CompileDatabase.h"
#include "driver/Depfile.h"
#include "driver/UnitRunner.h"
#include "driver/UnitScans.h"
#include "driver/Units.h"
#include "link/Archive.h"
#include "link/Store.h"
#include "report/ReplaceFile.h"
#include "report/Words.h"

namespace chanvet::tool {

namespace {

// Reads units; those that cannot be read are told, and left out.
class Mapper {
 public:
  Mapper(const Options& options, driver::Configs& configs, driver::EarlierResults* earlier)
      : options_(options),
        configs_(configs),
        earlier_(earlier),
        directory_(workingDirectory()),
        progress_(!options.quiet) {}

  void fail(llvm::StringRef file, llvm::StringRef reason) {
    say(printError, "'" + report::relativeTo(file, directory_) + "': " + reason.str());
    isWhole_ = false;
    if (options_.map.keepsFailures) store_.add(link::Failure{file.str(), reason.str()});
  }

  // Errors: a configuration that cannot be read.
  llvm::Error add(std::vector<driver::CompileCommand> commands) {
    std::vector<driver::UnitJob> jobs;
    for (driver::CompileCommand& command : commands) {
      llvm::Expected<const driver::Config*> config = configs_.forFile(command.file);
      if (!config) return config.takeError();
      std::string file = command.file;
      jobs.push_back({.file = std::move(file),
                      .commands = {std::move(command)},
                      .config = *config,
                      .checks = &kNoChecks,
                      .tellsReads = !options_.map.depfile.empty()});
      for (std::string& source : (*config)->sources()) read_.insert(std::move(source));
    }
    read(jobs);
    progress_.clear();
    return llvm::Error::success();
  }

  const link::Store& store() const { return store_; }
  bool isWhole() const { return isWhole_; }
  // The files that all of it came from.
  const std::set<std::string>& read() const { return read_; }

 private:
  static inline const driver::Analyser::Checks kNoChecks;

  void say(void (*print)(llvm::StringRef), llvm::StringRef message) {
    progress_.clear();
    print(message);
  }

  void read(llvm::ArrayRef<driver::UnitJob> jobs) {
    std::vector<const driver::UnitJob*> all;
    for (const driver::UnitJob& job : jobs) all.push_back(&job);
    readWith(earlier_, all);
    std::vector<const driver::UnitJob*> lost = std::exchange(lost_, {});
    readWith(nullptr, lost);
  }

  void readWith(driver::EarlierResults* earlier, llvm::ArrayRef<const driver::UnitJob*> jobs) {
    driver::UnitRunner runner(analyser_, options_.extra, directory_, options_.jobs, earlier,
                              [this](unsigned done, unsigned units, llvm::StringRef file) {
                                progress_.show(done, units, report::relativeTo(file, directory_));
                              });
    driver::UnitScans scans(options_.extra, options_.jobs, earlier);
    runner.run(
        jobs, driver::Exploring::Program, &scans,
        [&](std::size_t index, driver::UnitResult& result) { takeModel(*jobs[index], result); },
        [&](std::size_t index, const std::vector<driver::UnitResult>& results) {
          add(*jobs[index], results.front());
        });
  }

  void takeModel(const driver::UnitJob& job, driver::UnitResult& result) {
    const std::string model = std::exchange(result.model, {});
    if (model.empty() || !result.failure.empty()) return;
    store_.add(link::readOwn(model));
    stored_.insert(&job);
  }

  void add(const driver::UnitJob& job, const driver::UnitResult& result) {
    read_.insert(job.file);
    read_.insert(result.read.begin(), result.read.end());
    if (!options_.quiet)
      for (const std::string& warning : result.warnings) say(printWarning, warning);
    if (options_.verbose)
      for (const std::string& note : result.notes) say(printNote, note);
    if (!result.failure.empty()) return fail(job.file, result.failure);
    if (stored_.contains(&job)) return;
    // What the cache has lost is made again.
    if (auto model = earlier_->cache.get(result.modelKey))
      store_.add(link::readOwn(*model));
    else
      lost_.push_back(&job);
  }

  const Options& options_;
  driver::Configs& configs_;
  driver::EarlierResults* earlier_;
  std::string directory_;
  driver::Analyser analyser_;
  link::Store store_;
  std::set<const driver::UnitJob*> stored_;
  std::vector<const driver::UnitJob*> lost_;
  std::set<std::string> read_;
  bool isWhole_ = true;
  Progress progress_;
};

void keep(const Shard& shard, std::vector<driver::CompileCommand>& units) {
  std::vector<driver::CompileCommand> kept;
  for (std::size_t at = shard.index - 1; at < units.size(); at += shard.count)
    kept.push_back(std::move(units[at]));
  units = std::move(kept);
}

bool saveDepfile(const Options& options, const Mapper& mapper) {
  if (options.map.depfile.empty()) return true;
  std::vector<std::string> files(mapper.read().begin(), mapper.read().end());
  // Never there: what could not be read is tried again.
  if (!mapper.isWhole()) files.push_back(options.modelFile + ".failed");
  llvm::Error error =
      report::replaceFile(options.map.depfile, driver::depfileOf(options.modelFile, files));
  if (!error) return true;
  printError(llvm::toString(std::move(error)));
  return false;
}

// Reads the units, and writes their models.
int write(const Options& options, driver::Selection selection, driver::Configs& configs) {
  auto earlier = openEarlierResults(options);
  if (!earlier) return usageError(earlier.takeError());
  Mapper mapper(options, configs, earlier->get());
  for (const report::Failure& failure : selection.failures)
    mapper.fail(failure.unit, failure.reason);
  for (const driver::HeaderRequest& header : selection.headers)
    mapper.fail(header.file, "a header is part of the units that include it: name these");
  if (llvm::Error error = mapper.add(std::move(selection.units)))
    return usageError(std::move(error));
  if (mapper.store().isEmpty() && !mapper.isWhole()) return kIncomplete;
  if (!saveModels(mapper.store(), options.modelFile) || !saveDepfile(options, mapper))
    return kIncomplete;
  return mapper.isWhole() || options.map.keepsFailures ? kClean : kIncomplete;
}

}  // namespace

int map(const Options& options) {
  std::unique_ptr<driver::Configs> configs = openConfigs(options);
  if (!configs) return kUsage;
  auto databases =
      driver::CompileDatabases::open(options.buildDir, options.flags, workingDirectory());
  if (!databases) return usageError(databases.takeError());
  auto selection = driver::selectUnits(options.arguments, *databases, workingDirectory());
  if (!selection) return usageError(selection.takeError());
  if (selection->isEmpty()) {
    printError("nothing to map: " + selection->nothing);
    return kIncomplete;
  }
  if (!options.map.ninjaFile.empty()) return emitNinja(options, *selection, *databases, *configs);
  keep(options.map.shard, selection->units);
  return write(options, std::move(*selection), *configs);
}

}  // namespace chanvet::tool
