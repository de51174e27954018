// Parses one translation unit with clang.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include <llvm/ADT/STLFunctionalExtras.h>
#include <llvm/ADT/StringRef.h>

#include "cache/Reads.h"
#include "driver/CompileCommand.h"
#include "report/Suppressions.h"

namespace clang {
class ASTContext;
class FileEntryRef;
}  // namespace clang

namespace chanvet::driver {

// What is known of a unit once it is parsed; valid during the call that is given it.
struct ParsedUnit {
  clang::ASTContext& ast;
  // The files of the unit that are not system headers, by their absolute paths, each with the
  // cache::contentHash() of what was read.
  const std::map<std::string, std::uint64_t>& files;
  // The comments in these files that may suppress findings.
  const std::vector<report::Comment>& comments;
};

struct ParseOptions {
  // Paths below it are relative to it in what is said about the unit.
  std::string workingDirectory;
  // The process ends after this unit: its memory need not be given back.
  bool isLast = false;
  // Takes in what was asked of the file system; may be null.
  cache::Reads* reads = nullptr;
};

struct ParseResult {
  std::string failure;  // why the unit could not be parsed; empty: it was
  std::vector<std::string> warnings, notes;
};

// Parses a unit as `clang++ -fsyntax-only` does and, if it has no errors, calls `use`. Nothing but
// sources and headers is read, and nothing is written, whatever the command says. When clang or
// `use` crashes, that is the unit's failure.
ParseResult parse(const CompileCommand& command, const ExtraArguments& extra,
                  const ParseOptions& options, llvm::function_ref<void(const ParsedUnit&)> use);

// The absolute path of a file that clang has opened, without links.
std::string pathOf(const clang::FileEntryRef& entry);

// The directory with clang's own headers: beside the program if it was installed there, else where
// the build found it.
const std::string& resourceDir();

}  // namespace chanvet::driver
