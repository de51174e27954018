#include "driver/Units.h"

#include <algorithm>
#include <set>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include <llvm/ADT/STLExtras.h>
#include <llvm/ADT/StringSwitch.h>
#include <llvm/Support/FileSystem.h>
#include <llvm/Support/MemoryBuffer.h>
#include <llvm/Support/Path.h>

#include "driver/Config.h"
#include "driver/Includers.h"
#include "report/Words.h"

namespace chanvet::driver {

namespace {

namespace fs = llvm::sys::fs;
namespace path = llvm::sys::path;
using llvm::StringRef;

// Headers are looked for in so many units before they are analysed on their own.
constexpr size_t kMaxIncluders = 4;

class Selector {
 public:
  Selector(CompileDatabases& databases, StringRef workingDirectory)
      : databases_(databases), workingDirectory_(workingDirectory) {}

  llvm::Error addAll() {
    auto database = databaseFor(workingDirectory_);
    if (!database) return database.takeError();
    if (!*database) {
      selection_.nothing =
          "there is no compile_commands.json in this directory or above; name files or "
          "directories, or give the build directory with -p";
    } else if ((*database)->hasFixedFlags()) {
      selection_.nothing = "no files are named, and the flags name none";
    } else {
      selection_.nothing = "'" + display((*database)->path()) + "' has no commands for C++ sources";
      addUnits((*database)->commands(), "");
    }
    return llvm::Error::success();
  }

  llvm::Error add(StringRef given) {
    std::string file = normalPath(given, workingDirectory_);
    fs::file_status status;
    if (std::error_code error = fs::status(file, status)) {
      fail(file, "cannot read it: " + error.message());
      return llvm::Error::success();
    }
    if (fs::is_directory(status)) return addDirectory(file);
    // Opening tells about permissions; that clang cannot is said less clearly.
    auto buffer = llvm::MemoryBuffer::getFile(file, /*IsText=*/false,
                                              /*RequiresNullTerminator=*/false);
    if (!buffer) {
      fail(file, "cannot read it: " + buffer.getError().message());
      return llvm::Error::success();
    }
    return addFile(file);
  }

  Selection take() {
    selection_.isWhole = llvm::all_of(asked_, [&](const CompileDatabase* database) {
      return !database->hasFixedFlags() &&
             llvm::all_of(database->commands(), [&](const CompileCommand& command) {
               return !isCxx(command) || seen_.contains(parseKey(command));
             });
    });
    return std::move(selection_);
  }

 private:
  llvm::Expected<const CompileDatabase*> databaseFor(StringRef directory) {
    auto database = databases_.forDirectory(directory);
    if (database && *database) asked_.insert(*database);
    return database;
  }

  llvm::Error addDirectory(const std::string& directory) {
    auto database = databaseFor(directory);
    if (!database) return database.takeError();
    if (!*database) {
      fail(directory, noCommand());
      return llvm::Error::success();
    }
    selection_.nothing = "no C++ source of '" + display((*database)->path()) + "' lies below '" +
                         display(directory) + "'";
    if (!(*database)->hasFixedFlags()) {
      addUnits((*database)->commands(), directory);
      return llvm::Error::success();
    }
    selection_.nothing = "there is no C++ source below '" + display(directory) + "'";
    for (const std::string& file : sourcesBelow(directory))
      addUnits((*database)->commandsFor(file), "");
    return llvm::Error::success();
  }

  llvm::Error addFile(const std::string& file) {
    auto found = databaseFor(path::parent_path(file));
    if (!found) return found.takeError();
    const CompileDatabase* database = *found;
    if (!database) {
      fail(file, noCommand());
      return llvm::Error::success();
    }
    std::vector<CompileCommand> commands = database->commandsFor(file);
    if (!commands.empty()) {
      for (CompileCommand& command : commands) addUnit(std::move(command));
      return llvm::Error::success();
    }
    std::vector<CompileCommand> inferred = database->inferredFor(file);
    if (isSource(file)) {
      if (inferred.empty()) fail(file, noCommand());
      for (CompileCommand& command : inferred) addUnit(std::move(command));
      return llvm::Error::success();
    }
    HeaderRequest header{file, includers_.of(file, *database, kMaxIncluders)};
    llvm::append_range(header.candidates, inferred);
    if (header.candidates.empty())
      fail(file, noCommand());
    else
      selection_.headers.push_back(std::move(header));
    return llvm::Error::success();
  }

  // The C++ units of a database, all or those below a directory.
  void addUnits(llvm::ArrayRef<CompileCommand> commands, StringRef directory) {
    for (const CompileCommand& command : commands) {
      StringRef rest = command.file;
      bool isBelow = directory.empty() || (rest.consume_front(directory) && rest.starts_with("/"));
      if (isBelow && isCxx(command)) addUnit(command);
    }
  }

  void addUnit(CompileCommand command) {
    if (seen_.insert(parseKey(command)).second) selection_.units.push_back(std::move(command));
  }

  static std::vector<std::string> sourcesBelow(const std::string& directory) {
    std::vector<std::string> files;
    std::error_code error;
    for (fs::recursive_directory_iterator at(directory, error), end; !error && at != end;
         at.increment(error)) {
      if (path::filename(at->path()).starts_with("."))
        at.no_push();
      else if (isSource(at->path()) && fs::is_regular_file(at->path()))
        files.push_back(at->path());
    }
    std::sort(files.begin(), files.end());
    return files;
  }

  void fail(StringRef file, std::string reason) {
    selection_.failures.push_back({file.str(), std::move(reason)});
  }

  static std::string noCommand() {
    return "no compile command: there is no compile_commands.json or compile_flags.txt in its "
           "directory or above; give the build directory with -p, or the flags after -- (as in: "
           "-- -std=c++20 -Iinclude)";
  }

  std::string display(StringRef file) const { return report::relativeTo(file, workingDirectory_); }

  CompileDatabases& databases_;
  std::string workingDirectory_;
  Includers includers_;
  std::set<std::string> seen_;
  std::set<const CompileDatabase*> asked_;
  Selection selection_;
};

}  // namespace

llvm::Expected<Selection> selectUnits(llvm::ArrayRef<std::string> paths,
                                      CompileDatabases& databases, StringRef workingDirectory) {
  Selector selector(databases, workingDirectory);
  if (paths.empty())
    if (llvm::Error error = selector.addAll()) return error;
  for (const std::string& path : paths)
    if (llvm::Error error = selector.add(path)) return error;
  return selector.take();
}

void keepChanged(Selection& selection, llvm::function_ref<bool(StringRef file)> hasChanged) {
  Includers includers;
  const std::size_t count = selection.units.size();
  llvm::erase_if(selection.units,
                 [&](const CompileCommand& unit) { return !includers.reaches(unit, hasChanged); });
  llvm::erase_if(selection.headers,
                 [&](const HeaderRequest& header) { return !hasChanged(header.file); });
  selection.isWhole = selection.isWhole && selection.units.size() == count;
}

bool isSource(StringRef file) {
  return llvm::StringSwitch<bool>(path::extension(file))
      .Cases({".cpp", ".cc", ".cxx", ".c++", ".C", ".cp", ".CPP"}, true)
      .Cases({".cppm", ".ccm", ".cxxm", ".c++m", ".ixx"}, true)
      .Cases({".c", ".m", ".mm"}, true)
      .Default(false);
}

}  // namespace chanvet::driver
