// One entry of a compile database, and how it becomes a command line that clang can parse a unit
// with.
#pragma once

#include <string>
#include <vector>

#include <llvm/ADT/ArrayRef.h>
#include <llvm/ADT/StringRef.h>
#include <llvm/Support/Error.h>

namespace chanvet::driver {

struct CompileCommand {
  std::string file;       // absolute, normalised path
  std::string directory;  // absolute; relative paths in the arguments start here
  // The compiler first, without launchers. Outputs and the source file may still be there.
  std::vector<std::string> arguments;
  // Why the command is not one that was written for this file ("flags of 'a.cpp'"); empty when it
  // was.
  std::string inferred;
};

// Drops what stands before the compiler: ccache, distcc, "env A=B", "cmake -E env A=B".
llvm::ArrayRef<std::string> withoutLaunchers(llvm::ArrayRef<std::string> arguments);

// What --extra-arg-before and --extra-arg add.
struct ExtraArguments {
  std::vector<std::string> before;  // after the compiler
  std::vector<std::string> after;   // behind all others
};

// A command as it is given to clang's driver.
struct ClangCommand {
  std::vector<std::string> arguments;  // from "clang++" to the source file
  std::vector<std::string> warnings;   // what the user should know (a plugin that is not loaded)
  std::vector<std::string> notes;      // what was left out, for --verbose
};

// Makes a command safe and fit for clang: without inputs, outputs, plugins, precompiled
// headers and flags that only GCC knows. `resourceDir` holds clang's own headers.
//
// Nothing the command names is run or loaded. It is an error when the command cannot be used
// without reading flags from elsewhere (response files, --config) or is for a language or target
// that is not analysed (CUDA, HIP, OpenCL, assembler, GPUs).
llvm::Expected<ClangCommand> clangCommand(const CompileCommand& command,
                                          const ExtraArguments& extra, llvm::StringRef resourceDir);

// The arguments that decide what the parser sees, for recognising the same command twice.
std::string parseKey(const CompileCommand& command);

// Of the arguments of a ClangCommand, those that say which standard library a unit sees, and no
// more: neither where other headers lie nor which macros there are.
std::vector<std::string> toolchainOptions(llvm::ArrayRef<std::string> arguments);

// What the command defines as macros: "NAME", "NAME=value", "NAME(x)=value".
std::vector<std::string> macrosOf(const CompileCommand& command, const ExtraArguments& extra);

// Whether the command compiles C++ (by its -x option, else by the name of the file).
bool isCxx(const CompileCommand& command);

// The directories in which the command looks for headers of the project: -I, -iquote and
// -idirafter, absolute, in order.
std::vector<std::string> includeDirs(const CompileCommand& command);

// The files that -include names, also by way of -Xclang, absolute as seen from the command's
// directory. CMake includes its precompiled header in this way.
std::vector<std::string> forcedIncludes(const CompileCommand& command);

}  // namespace chanvet::driver
