// Runs the checks inside another program that has parsed the unit: clang-tidy, clangd.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "finding/Finding.h"

namespace clang {
class ASTContext;
}

namespace chanvet::driver {

// What the host asks of one check.
struct HostedCheck {
  bool isNamed = false;  // in full: it is on, whatever .chanvet.yaml says
  std::map<std::string, std::string> options = {};  // those that the host sets
};

struct HostedRequest {
  std::string mainFile;          // absolute
  std::string workingDirectory;  // absolute; mistakes in files are told with paths relative to it
  // By name. One that is not named in full runs if it is on for the main file by its .chanvet.yaml.
  std::map<std::string, HostedCheck> checks;
};

struct HostedResult {
  // Sorted and each told once, without those that comments silence.
  std::vector<Finding> findings;
  std::string failure;  // why nothing was analysed: a mistake in the configuration, a crash
  std::vector<std::string> warnings;  // annotations that say nothing this program understands
};

// Analyses the unit by itself, and explores it under a smaller bound than the command does, unless
// the configuration sets one. It may have errors: what they spoil is left out. May be called by
// several threads at a time, for different units.
HostedResult analyseHosted(clang::ASTContext& ast, const HostedRequest& request);

}  // namespace chanvet::driver
