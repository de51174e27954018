#include <string>
#include <vector>

#include <llvm/ADT/ScopeExit.h>

#include "Commands.h"
#include "ModelFiles.h"
#include "Progress.h"
#include "Status.h"
#include "Terminal.h"
#include "driver/Analyse.h"
#include "driver/CompileDatabase.h"
#include "driver/Models.h"
#include "driver/Parse.h"
#include "driver/Units.h"
#include "link/Store.h"
#include "report/Words.h"

namespace chanvet::tool {

namespace {

// Reads units one after another; those that cannot be read are told, and left out.
class Mapper {
 public:
  Mapper(const Options& options, driver::Configs& configs)
      : options_(options),
        configs_(configs),
        directory_(workingDirectory()),
        progress_(!options.quiet) {}

  void fail(llvm::StringRef file, llvm::StringRef reason) {
    say(printError, "'" + report::relativeTo(file, directory_) + "': " + reason.str());
    isWhole_ = false;
  }

  // Reads all. Errors: a configuration that cannot be read.
  llvm::Error add(const std::vector<driver::CompileCommand>& commands) {
    llvm::scope_exit clear([this] { progress_.clear(); });
    unsigned done = 0;
    for (const driver::CompileCommand& command : commands) {
      progress_.show(done++, commands.size(), report::relativeTo(command.file, directory_));
      if (llvm::Error error = add(command)) return error;
    }
    return llvm::Error::success();
  }

  const link::Store& store() const { return store_; }
  bool isWhole() const { return isWhole_; }

 private:
  llvm::Error add(const driver::CompileCommand& command) {
    llvm::Expected<const driver::Config*> config = configs_.forFile(command.file);
    if (!config) return config.takeError();
    driver::ParseOptions options{.workingDirectory = directory_};
    driver::ParseResult result =
        driver::parse(command, options_.extra, options, [&](const driver::ParsedUnit& unit) {
          store_.add(analyser_.lower(unit, **config), driver::sourcesOf(unit));
        });
    if (!options_.quiet)
      for (const std::string& warning : result.warnings) say(printWarning, warning);
    if (options_.verbose)
      for (const std::string& note : result.notes) say(printNote, note);
    if (!result.failure.empty()) fail(command.file, result.failure);
    return llvm::Error::success();
  }

  void say(void (*print)(llvm::StringRef), llvm::StringRef message) {
    progress_.clear();
    print(message);
  }

  const Options& options_;
  driver::Configs& configs_;
  std::string directory_;
  driver::Analyser analyser_;
  link::Store store_;
  bool isWhole_ = true;
  Progress progress_;
};

}  // namespace

int map(const Options& options) {
  std::unique_ptr<driver::Configs> configs = openConfigs(options);
  if (!configs) return kUsage;
  auto databases =
      driver::CompileDatabases::open(options.buildDir, options.flags, workingDirectory());
  if (!databases) return usageError(databases.takeError());
  auto selection = driver::selectUnits(options.arguments, *databases, workingDirectory());
  if (!selection) return usageError(selection.takeError());

  Mapper mapper(options, *configs);
  for (const report::Failure& failure : selection->failures)
    mapper.fail(failure.unit, failure.reason);
  for (const driver::HeaderRequest& header : selection->headers)
    mapper.fail(header.file, "a header is part of the units that include it: name these");
  if (llvm::Error error = mapper.add(selection->units)) return usageError(std::move(error));
  if (mapper.store().size() == 0) {
    if (mapper.isWhole()) printError("nothing to map: " + selection->nothing);
    return kIncomplete;
  }
  if (!saveModels(mapper.store(), options.modelFile)) return kIncomplete;
  return mapper.isWhole() ? kClean : kIncomplete;
}

}  // namespace chanvet::tool
