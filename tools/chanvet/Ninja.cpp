#include "Ninja.h"

#include <set>
#include <string>
#include <vector>

#include <llvm/Support/FileSystem.h>
#include <llvm/Support/Path.h>

#include "Status.h"
#include "Terminal.h"
#include "driver/NinjaFile.h"
#include "report/ReplaceFile.h"
#include "report/Words.h"

namespace chanvet::tool {

namespace {

void addEach(const char* option, const std::vector<std::string>& values,
             std::vector<std::string>& arguments) {
  for (const std::string& value : values) arguments.push_back(option + ("=" + value));
}

std::vector<std::string> configArguments(const Options& options) {
  std::vector<std::string> arguments;
  if (!options.config.file.empty()) arguments.push_back("--config=" + options.config.file);
  addEach("--dialect", options.config.dialects, arguments);
  return arguments;
}

std::vector<std::string> mapArguments(const Options& options) {
  std::vector<std::string> arguments = configArguments(options);
  addEach("--extra-arg", options.extra.after, arguments);
  addEach("--extra-arg-before", options.extra.before, arguments);
  return arguments;
}

// The command line that writes the file anew.
std::vector<std::string> emitArguments(const Options& options, const std::string& file) {
  std::vector<std::string> arguments = mapArguments(options);
  if (!options.buildDir.empty()) arguments.insert(arguments.end(), {"-p", options.buildDir});
  arguments.push_back("--emit-ninja=" + file);
  arguments.insert(arguments.end(), options.arguments.begin(), options.arguments.end());
  if (!options.flags) return arguments;
  arguments.push_back("--");
  arguments.insert(arguments.end(), options.flags->begin(), options.flags->end());
  return arguments;
}

std::string programFile() {
  static int anchor;
  return llvm::sys::fs::getMainExecutable(nullptr, &anchor);
}

// Tells what cannot be read. True: there is something.
bool tellFailures(const driver::Selection& selection) {
  auto tell = [](const std::string& file, const std::string& reason) {
    printError("'" + report::relativeTo(file, workingDirectory()) + "': " + reason);
  };
  for (const report::Failure& failure : selection.failures) tell(failure.unit, failure.reason);
  for (const driver::HeaderRequest& header : selection.headers)
    tell(header.file, "a header is part of the units that include it: name these");
  return !selection.failures.empty() || !selection.headers.empty();
}

// The files of the databases that the arguments are looked up in.
llvm::Expected<std::vector<std::string>> databaseFiles(std::vector<std::string> arguments,
                                                       driver::CompileDatabases& databases) {
  std::set<std::string> files;
  if (arguments.empty()) arguments.push_back(".");
  for (const std::string& argument : arguments) {
    std::string path = driver::normalPath(argument, workingDirectory());
    bool isDirectory = llvm::sys::fs::is_directory(path);
    auto database =
        databases.forDirectory(isDirectory ? path : llvm::sys::path::parent_path(path).str());
    if (!database) return database.takeError();
    if (*database && !(*database)->path().empty()) files.insert((*database)->path().str());
  }
  return std::vector(files.begin(), files.end());
}

llvm::Expected<std::vector<driver::NinjaUnit>> withConfigs(
    const std::vector<driver::CompileCommand>& commands, driver::Configs& configs) {
  std::vector<driver::NinjaUnit> units;
  for (const driver::CompileCommand& command : commands) {
    auto config = configs.forFile(command.file);
    if (!config) return config.takeError();
    units.push_back({command, (*config)->sources()});
  }
  return units;
}

}  // namespace

int emitNinja(const Options& options, const driver::Selection& selection,
              driver::CompileDatabases& databases, driver::Configs& configs) {
  if (tellFailures(selection)) return kIncomplete;
  auto read = databaseFiles(options.arguments, databases);
  if (!read) return usageError(read.takeError());
  auto units = withConfigs(selection.units, configs);
  if (!units) return usageError(units.takeError());
  const std::string directory = workingDirectory();
  driver::NinjaProject project;
  project.file = driver::normalPath(options.map.ninjaFile, directory);
  project.directory = directory;
  project.program = programFile();
  project.emitArguments = emitArguments(options, project.file);
  project.mapArguments = mapArguments(options);
  project.checkArguments = configArguments(options);
  project.databases = std::move(*read);
  project.units = std::move(*units);
  llvm::Expected<std::string> text = driver::ninjaFileOf(project);
  if (!text) return usageError(text.takeError());
  std::error_code code =
      llvm::sys::fs::create_directories(llvm::sys::path::parent_path(project.file));
  llvm::Error error =
      code ? llvm::createFileError(project.file, code) : report::replaceFile(project.file, *text);
  if (!error) return kClean;
  printError(llvm::toString(std::move(error)));
  return kIncomplete;
}

}  // namespace chanvet::tool
