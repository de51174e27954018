// Parses one translation unit with clang.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <llvm/ADT/STLFunctionalExtras.h>
#include <llvm/ADT/StringRef.h>

#include "cache/Reads.h"
#include "driver/CompileCommand.h"
#include "model/SourceOrder.h"
#include "report/Suppressions.h"
#include "sieve/FoundHeaders.h"

namespace clang {
class ASTContext;
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
  // Null: its declarations are in the order of the source.
  model::SourceOrder* order = nullptr;
};

struct ParseResult {
  std::string failure;  // why the unit could not be parsed; empty: it was
  // The number of the shared include that has the first error, of those that come first; nothing
  // if it is elsewhere.
  std::optional<std::size_t> wrongInclude;
  std::vector<std::string> warnings, notes;
};

struct SharedInclude {
  std::string name;       // with its delimiters
  bool isSystem = false;  // whatever the directory says in which it is found
};

// What follows on what several units begin with.
struct SharedNext {
  std::string unit = {};                     // the path of one, which is as if it were the only one
  std::vector<SharedInclude> includes = {};  // else: what some of them share beside that
};

// What several units begin with.
struct SharedIncludes {
  std::vector<SharedInclude> includes;
  // Called when they have been parsed, and again when the includes that it has named have been.
  llvm::function_ref<SharedNext()> next;
  // Called at the end, on the thread of next(): there is no other in a process that was forked by
  // it.
  llvm::function_ref<void(ParseResult)> ended;
};

struct ParseOptions {
  // Paths below it are relative to it in what is said about the unit.
  std::string workingDirectory;
  // The process ends after this unit: its memory need not be given back.
  bool isLast = false;
  // Takes in what was asked of the file system; may be null.
  cache::Reads* reads = nullptr;
  // The unit is one of several: which, is said once this is parsed. May be null.
  const SharedIncludes* shared = nullptr;
  // Where others have found headers. May be null.
  const sieve::FoundHeaders* headers = nullptr;
};

// Parses a unit as `clang++ -fsyntax-only` does and, if it has no errors, calls `use`. Nothing but
// sources and headers is read, and nothing is written, whatever the command says. When clang or
// `use` crashes, that is the unit's failure.
//
// Of several units, the command is that of one of them. One that fails after a shared start may not
// do so by itself.
ParseResult parse(const CompileCommand& command, const ExtraArguments& extra,
                  const ParseOptions& options, llvm::function_ref<void(const ParsedUnit&)> use);

// The directory with clang's own headers: beside the program if it was installed there, else where
// the build found it.
const std::string& resourceDir();

}  // namespace chanvet::driver
