// A build file for ninja that maps units, links their models and checks the whole.
#pragma once

#include <string>
#include <vector>

#include <llvm/ADT/StringRef.h>
#include <llvm/Support/Error.h>

#include "driver/CompileCommand.h"

namespace chanvet::driver {

struct NinjaUnit {
  CompileCommand command;
  std::vector<std::string> configs;  // the files of its configuration
};

struct NinjaProject {
  std::string file;       // the build file; what it makes lies beside it
  std::string directory;  // where chanvet is run
  std::string program;    // chanvet
  // As they stand on a command line of chanvet:
  std::vector<std::string> emitArguments;   // what writes the build file
  std::vector<std::string> mapArguments;    // of a unit
  std::vector<std::string> checkArguments;  // of the models
  std::vector<std::string> databases;       // what `units` were read from
  std::vector<NinjaUnit> units;
};

// All paths are absolute. Errors: a path or an argument that cannot stand in such a file.
llvm::Expected<std::string> ninjaFileOf(const NinjaProject& project);

}  // namespace chanvet::driver
