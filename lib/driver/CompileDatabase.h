// Which command compiles which file: compile_commands.json, compile_flags.txt, or flags that were
// given after --.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <llvm/ADT/StringMap.h>
#include <llvm/ADT/StringRef.h>
#include <llvm/Support/Error.h>

#include "driver/CompileCommand.h"

namespace clang::tooling {
class CompilationDatabase;
}

namespace chanvet::driver {

// One database: the commands of a compile_commands.json, or flags that fit any file.
class CompileDatabase {
 public:
  // Errors name the file and, for JSON, the line and column.
  static llvm::Expected<std::unique_ptr<CompileDatabase>> readJson(llvm::StringRef path);
  static llvm::Expected<std::unique_ptr<CompileDatabase>> readFlags(llvm::StringRef path);
  // Flags given after --, for files relative to `directory`. A first word that is no flag is the
  // compiler (CMake calls clang-tidy and its like in this way).
  static std::unique_ptr<CompileDatabase> fromFlags(std::vector<std::string> flags,
                                                    llvm::StringRef directory);
  ~CompileDatabase();

  llvm::StringRef path() const { return path_; }
  bool hasFixedFlags() const { return fixed_.has_value(); }
  // All commands, each once, ordered by file; none for fixed flags.
  llvm::ArrayRef<CompileCommand> commands() const { return commands_; }
  // The commands that were written for the file; more than one when it is compiled in several ways.
  std::vector<CompileCommand> commandsFor(llvm::StringRef file) const;
  // The flags of the file whose path is most alike; none when the database is empty.
  std::vector<CompileCommand> inferredFor(llvm::StringRef file) const;

 private:
  CompileDatabase() = default;
  void add(CompileCommand command);
  void finish();
  CompileCommand fixedCommand(llvm::StringRef file) const;

  std::string path_;
  std::optional<CompileCommand> fixed_;
  std::vector<CompileCommand> commands_;
  llvm::StringMap<std::vector<size_t>> byFile_;
  mutable std::unique_ptr<clang::tooling::CompilationDatabase> interpolating_;
};

// The databases of a run. Each is read once, when it is first asked for.
class CompileDatabases {
 public:
  // `buildDir`: -p, the directory of the database or the file itself; empty: the closest database
  // upward from the file counts (DIR/compile_commands.json, DIR/build/compile_commands.json,
  // DIR/compile_flags.txt). `flags`: what stood after --; goes before all others.
  // Error: -p names no database.
  static llvm::Expected<CompileDatabases> open(llvm::StringRef buildDir,
                                               std::optional<std::vector<std::string>> flags,
                                               llvm::StringRef workingDirectory);

  // The database for files in a directory; null when there is none. Errors: it cannot be read.
  llvm::Expected<CompileDatabase*> forDirectory(llvm::StringRef directory);

 private:
  llvm::Expected<CompileDatabase*> search(llvm::StringRef directory);

  std::unique_ptr<CompileDatabase> given_;  // by -p or --
  llvm::StringMap<std::unique_ptr<CompileDatabase>> read_;
  llvm::StringMap<CompileDatabase*> byDirectory_;
};

// Absolute, without "." and "..".
std::string normalPath(llvm::StringRef path, llvm::StringRef directory);

// With symbolic links followed; as it is when there is no such file.
std::string realPath(llvm::StringRef path);

}  // namespace chanvet::driver
