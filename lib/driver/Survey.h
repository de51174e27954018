// What a project looks like from outside, for a first configuration: nothing is parsed.
#pragma once

#include <string>
#include <vector>

#include <llvm/ADT/ArrayRef.h>
#include <llvm/ADT/StringRef.h>

#include "dialect/Dialect.h"

namespace chanvet::driver {

// A dialect some of whose headers are included.
struct SeenDialect {
  std::string name;
  std::string summary;
  unsigned files = 0;   // that include one
  std::string example;  // the first of them, relative to the root
};

struct Survey {
  unsigned files = 0;                  // sources and headers that were read
  bool isCut = false;                  // there are more than were read
  std::vector<SeenDialect> dialects;   // those most used first
  std::vector<std::string> foreign;    // folders of other people's code, relative to the root
  std::vector<std::string> databases;  // folders with a compile_commands.json, relative to the root
};

// Reads the `#include` lines of the C++ files below `root`. Hidden folders, builds of CMake and
// other people's code are left out, and so are links to folders.
Survey survey(llvm::StringRef root, llvm::ArrayRef<dialect::Dialect> dialects);

}  // namespace chanvet::driver
