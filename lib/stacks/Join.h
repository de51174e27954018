// What a dump shows of findings that are known from the sources.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include <llvm/ADT/StringRef.h>

#include "finding/Finding.h"
#include "stacks/Groups.h"
#include "stacks/Paths.h"

namespace chanvet::stacks {

// The check of groups that no finding explains.
inline constexpr llvm::StringLiteral kBlockedCheck = "runtime-blocked";

struct JoinOptions {
  Thresholds thresholds;
  bool tellsAll = false;  // groups too that are not suspicious, as infos
  std::string directory;  // absolute; below it lie files whose paths are relative in a dump
  // Whether the findings of a check say that fibers are blocked. A finding whose trace marks the
  // fibers that are needs no such word.
  std::function<bool(llvm::StringRef check)> isOfBlocking;
};

struct Joined {
  std::vector<Finding> findings;  // the most urgent first
  std::size_t confirmed = 0;      // how many findings of the report have fibers at their place
  std::size_t likely = 0;         // or in their function
};

// The suspicious groups as findings; `files` are all that the dumps name. Groups that stand where a
// finding of the report says that fibers block are told with it: docs/stacks.md has the rules.
Joined join(const std::vector<Group>& groups, const Files& files,
            const std::vector<Finding>& reported, const JoinOptions& options);

}  // namespace chanvet::stacks
