#include <string>
#include <vector>

#include <llvm/Support/raw_ostream.h>

#include "Commands.h"
#include "ModelFiles.h"
#include "Status.h"
#include "Terminal.h"
#include "driver/Analyse.h"
#include "driver/CompileDatabase.h"
#include "driver/Models.h"
#include "driver/Parse.h"
#include "driver/Units.h"
#include "link/Program.h"
#include "model/Lowering.h"
#include "model/Printer.h"

namespace chanvet::tool {

namespace {

// Of several units, the programs they make.
int printModels(const std::string& file) {
  std::optional<link::Store> models = openModels(file);
  if (!models) return kIncomplete;
  tellFailures(*models);
  if (models->size() == 1) {
    model::print(link::modelOf(*models, 0), llvm::outs());
    return kClean;
  }
  link::Store store = models->canonical();
  link::Linker linker(store);
  for (link::UnitId main : linker.mains()) {
    llvm::outs() << "// the program of " << linker.unit(main).name << '\n';
    model::print(linker.link(main).unit, llvm::outs());
  }
  if (linker.mains().empty()) printNote("no unit has a main: there is no program to print");
  return kClean;
}

}  // namespace

int printModel(const Options& options) {
  if (driver::isModelFile(options.arguments.front())) return printModels(options.arguments.front());
  std::unique_ptr<driver::Configs> configs = openConfigs(options);
  if (!configs) return kUsage;
  std::string directory = workingDirectory();
  auto databases = driver::CompileDatabases::open(options.buildDir, options.flags, directory);
  if (!databases) return usageError(databases.takeError());
  auto selection = driver::selectUnits(options.arguments, *databases, directory);
  if (!selection) return usageError(selection.takeError());
  for (const report::Failure& failure : selection->failures) {
    printError("'" + options.arguments.front() + "': " + failure.reason);
    return kIncomplete;
  }
  std::vector<driver::CompileCommand> commands = std::move(selection->units);
  if (commands.empty() && !selection->headers.empty())
    commands = std::move(selection->headers.front().candidates);
  if (commands.empty()) {
    printError("nothing to print: " + selection->nothing);
    return kIncomplete;
  }
  const driver::CompileCommand& command = commands.front();
  auto config = configs->forFile(command.file);
  if (!config) return usageError(config.takeError());

  driver::Analyser analyser;
  driver::ParseOptions parseOptions{.workingDirectory = directory, .isLast = true};
  driver::ParseResult result =
      driver::parse(command, options.extra, parseOptions, [&](const driver::ParsedUnit& unit) {
        model::print(analyser.lower(unit, **config), llvm::outs());
      });
  if (!options.quiet)
    for (const std::string& warning : result.warnings) printWarning(warning);
  if (options.verbose)
    for (const std::string& note : result.notes) printNote(note);
  if (result.failure.empty()) return kClean;
  printError("'" + options.arguments.front() + "': " + result.failure);
  return kIncomplete;
}

}  // namespace chanvet::tool
