#include "driver/CompileDatabase.h"

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include <clang/Tooling/CompilationDatabase.h>
#include <llvm/ADT/STLExtras.h>
#include <llvm/ADT/SmallString.h>
#include <llvm/ADT/StringExtras.h>
#include <llvm/Support/Allocator.h>
#include <llvm/Support/CommandLine.h>
#include <llvm/Support/FileSystem.h>
#include <llvm/Support/JSON.h>
#include <llvm/Support/MemoryBuffer.h>
#include <llvm/Support/Path.h>
#include <llvm/Support/StringSaver.h>

namespace chanvet::driver {

namespace {

namespace json = llvm::json;
namespace path = llvm::sys::path;
using llvm::StringRef;

llvm::Error failure(const llvm::Twine& message) {
  return llvm::createStringError(llvm::inconvertibleErrorCode(), message);
}

llvm::Expected<std::unique_ptr<llvm::MemoryBuffer>> readFile(StringRef file) {
  auto buffer = llvm::MemoryBuffer::getFile(file);
  if (!buffer) return failure("cannot read '" + file + "': " + buffer.getError().message());
  return std::move(*buffer);
}

std::vector<std::string> splitCommand(StringRef command) {
  llvm::BumpPtrAllocator allocator;
  llvm::StringSaver saver(allocator);
  llvm::SmallVector<const char*, 64> words;
  llvm::cl::TokenizeGNUCommandLine(command, saver, words);
  return {words.begin(), words.end()};
}

// One object of compile_commands.json; nothing and a message when a key is missing or of the wrong
// type.
std::optional<CompileCommand> readEntry(const json::Value& value, StringRef databaseDir,
                                        std::string& problem) {
  const json::Object* object = value.getAsObject();
  if (!object) {
    problem = "must be an object";
    return std::nullopt;
  }
  std::optional<StringRef> file = object->getString("file");
  if (!file) {
    problem = "has no string \"file\"";
    return std::nullopt;
  }
  CompileCommand command;
  command.directory = normalPath(object->getString("directory").value_or("."), databaseDir);
  command.file = normalPath(*file, command.directory);

  std::vector<std::string> words;
  if (const json::Array* arguments = object->getArray("arguments")) {
    for (const json::Value& argument : *arguments)
      if (std::optional<StringRef> word = argument.getAsString()) words.push_back(word->str());
  } else if (std::optional<StringRef> line = object->getString("command")) {
    words = splitCommand(*line);
  } else {
    problem = "has neither \"arguments\" nor \"command\"";
    return std::nullopt;
  }
  command.arguments = withoutLaunchers(words).vec();
  return command;
}

// What clang's interpolation wants to see of a database.
class InterpolationSource : public clang::tooling::CompilationDatabase {
 public:
  explicit InterpolationSource(const chanvet::driver::CompileDatabase& database)
      : database_(database) {}

  std::vector<clang::tooling::CompileCommand> getCompileCommands(StringRef file) const override {
    std::vector<clang::tooling::CompileCommand> result;
    for (const driver::CompileCommand& command : database_.commandsFor(file))
      result.emplace_back(command.directory, command.file, command.arguments, "");
    return result;
  }
  std::vector<std::string> getAllFiles() const override {
    std::vector<std::string> files;
    for (const driver::CompileCommand& command : database_.commands())
      files.push_back(command.file);
    return files;
  }

 private:
  const chanvet::driver::CompileDatabase& database_;
};

}  // namespace

std::string normalPath(StringRef file, StringRef directory) {
  llvm::SmallString<256> result(file);
  path::make_absolute(directory, result);
  path::remove_dots(result, /*remove_dot_dot=*/true);
  return result.str().str();
}

std::string realPath(StringRef file) {
  llvm::SmallString<256> real;
  return llvm::sys::fs::real_path(file, real) ? file.str() : real.str().str();
}

CompileDatabase::~CompileDatabase() = default;

llvm::Expected<std::unique_ptr<CompileDatabase>> CompileDatabase::readJson(StringRef file) {
  auto buffer = readFile(file);
  if (!buffer) return buffer.takeError();
  llvm::Expected<json::Value> value = json::parse((*buffer)->getBuffer());
  if (!value) return failure(file + ":" + llvm::toString(value.takeError()));
  const json::Array* entries = value->getAsArray();
  if (!entries) return failure(file + ": a compile database must be a list of commands");

  std::unique_ptr<CompileDatabase> database(new CompileDatabase);
  database->path_ = file.str();
  for (size_t index = 0; index < entries->size(); ++index) {
    std::string problem;
    auto command = readEntry((*entries)[index], path::parent_path(file), problem);
    if (!command) return failure(file + ": entry " + llvm::Twine(index + 1) + " " + problem);
    database->add(std::move(*command));
  }
  database->finish();
  return database;
}

llvm::Expected<std::unique_ptr<CompileDatabase>> CompileDatabase::readFlags(StringRef file) {
  auto buffer = readFile(file);
  if (!buffer) return buffer.takeError();
  std::vector<std::string> flags;
  for (StringRef line : llvm::split((*buffer)->getBuffer(), '\n'))
    if (StringRef flag = line.trim(); !flag.empty()) flags.push_back(flag.str());
  std::unique_ptr<CompileDatabase> database = fromFlags(std::move(flags), path::parent_path(file));
  database->path_ = file.str();
  return database;
}

std::unique_ptr<CompileDatabase> CompileDatabase::fromFlags(std::vector<std::string> flags,
                                                            StringRef directory) {
  std::unique_ptr<CompileDatabase> database(new CompileDatabase);
  CompileCommand command;
  command.directory = directory.str();
  if (flags.empty() || StringRef(flags.front()).starts_with("-") ||
      StringRef(flags.front()).starts_with("@"))
    command.arguments.push_back("clang++");
  command.arguments.insert(command.arguments.end(), flags.begin(), flags.end());
  command.arguments = withoutLaunchers(command.arguments).vec();
  database->fixed_ = std::move(command);
  return database;
}

void CompileDatabase::add(CompileCommand command) { commands_.push_back(std::move(command)); }

// Orders the commands by file and drops those that parse the same.
void CompileDatabase::finish() {
  llvm::sort(commands_, [](const CompileCommand& a, const CompileCommand& b) {
    return std::tie(a.file, a.directory, a.arguments) < std::tie(b.file, b.directory, b.arguments);
  });
  std::set<std::string> seen;
  llvm::erase_if(commands_, [&](const CompileCommand& command) {
    return !seen.insert(parseKey(command)).second;
  });
  for (size_t index = 0; index < commands_.size(); ++index)
    byFile_[commands_[index].file].push_back(index);
}

CompileCommand CompileDatabase::fixedCommand(StringRef file) const {
  CompileCommand command = *fixed_;
  command.file = file.str();
  return command;
}

std::vector<CompileCommand> CompileDatabase::commandsFor(StringRef file) const {
  if (fixed_) return {fixedCommand(file)};
  auto found = byFile_.find(file);
  if (found == byFile_.end()) {
    // The database may name the file through a symbolic link, or the user may.
    llvm::SmallString<256> real;
    if (llvm::sys::fs::real_path(file, real)) return {};
    found = byFile_.find(real);
    if (found == byFile_.end()) return {};
  }
  std::vector<CompileCommand> result;
  for (size_t index : found->second) result.push_back(commands_[index]);
  return result;
}

std::vector<CompileCommand> CompileDatabase::inferredFor(StringRef file) const {
  if (commands_.empty()) return {};
  if (!interpolating_)
    interpolating_ =
        clang::tooling::inferMissingCompileCommands(std::make_unique<InterpolationSource>(*this));
  std::vector<CompileCommand> result;
  for (clang::tooling::CompileCommand& found : interpolating_->getCompileCommands(file)) {
    CompileCommand command;
    command.file = file.str();
    command.directory = std::move(found.Directory);
    command.arguments = std::move(found.CommandLine);
    command.inferred = std::move(found.Heuristic);
    result.push_back(std::move(command));
  }
  return result;
}

llvm::Expected<CompileDatabases> CompileDatabases::open(
    StringRef buildDir, std::optional<std::vector<std::string>> flags, StringRef workingDirectory) {
  CompileDatabases databases;
  if (flags) {
    databases.given_ = CompileDatabase::fromFlags(std::move(*flags), workingDirectory);
    return databases;
  }
  if (buildDir.empty()) return databases;

  std::string given = normalPath(buildDir, workingDirectory);
  llvm::SmallString<256> json(given), text(given);
  if (llvm::sys::fs::is_directory(given)) {
    path::append(json, "compile_commands.json");
    path::append(text, "compile_flags.txt");
  }
  bool isText = !llvm::sys::fs::exists(json) || path::filename(json) == "compile_flags.txt";
  if (isText && !llvm::sys::fs::exists(text))
    return failure("-p: there is no compile_commands.json in '" + buildDir + "'");
  auto database = isText ? CompileDatabase::readFlags(text) : CompileDatabase::readJson(json);
  if (!database) return database.takeError();
  databases.given_ = std::move(*database);
  return databases;
}

llvm::Expected<CompileDatabase*> CompileDatabases::forDirectory(StringRef directory) {
  if (given_) return given_.get();
  auto known = byDirectory_.find(directory);
  if (known != byDirectory_.end()) return known->second;
  llvm::Expected<CompileDatabase*> found = search(directory);
  if (found) byDirectory_[directory] = *found;
  return found;
}

llvm::Expected<CompileDatabase*> CompileDatabases::search(StringRef directory) {
  struct Place {
    const char* name;
    llvm::Expected<std::unique_ptr<CompileDatabase>> (*read)(StringRef);
  };
  static constexpr Place kPlaces[] = {{"compile_commands.json", CompileDatabase::readJson},
                                      {"build/compile_commands.json", CompileDatabase::readJson},
                                      {"compile_flags.txt", CompileDatabase::readFlags}};
  for (const Place& place : kPlaces) {
    llvm::SmallString<256> file(directory);
    path::append(file, place.name);
    if (!llvm::sys::fs::exists(file)) continue;
    auto database = place.read(file);
    if (!database) return database.takeError();
    return (read_[file] = std::move(*database)).get();
  }
  StringRef parent = path::parent_path(directory);
  return parent.empty() || parent == directory ? nullptr : forDirectory(parent);
}

}  // namespace chanvet::driver
