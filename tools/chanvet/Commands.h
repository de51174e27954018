// The subcommands. Each returns the exit status.
#pragma once

#include <string>
#include <vector>

#include "Options.h"
#include "check/Check.h"

namespace chanvet::tool {

int check(const Options& options);
int explain(const Options& options);
int listChecks(const Options& options);
int listDialects(const Options& options);
int printModel(const Options& options);
int map(const Options& options);
int link(const Options& options);
int manageCache(const Options& options);
int printConfig(const Options& options);
int init(const Options& options);

// The hosts that init can write a file for, sorted.
std::vector<std::string> snippetNames();

int stacks(const Options& options);
int printCompletion(const Options& options);
int printManual();

// The dialects that are part of the program, sorted.
std::vector<std::string> dialectNames();

// What explain knows: all checks, and what stacks tells.
std::vector<check::Metadata> explainedChecks();

// What stacks tells of groups of fibers, described as checks are.
check::Metadata blockedCheck();

}  // namespace chanvet::tool
