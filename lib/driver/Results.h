// What analysing brings, as plain data: it is made in other processes, and kept for later runs.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <llvm/ADT/StringRef.h>

#include "driver/Analyse.h"
#include "driver/Programs.h"
#include "explore/Statistics.h"
#include "finding/Cut.h"
#include "finding/Finding.h"
#include "report/Suppressions.h"
#include "sieve/Outline.h"

namespace chanvet::driver {

struct UnitResult {
  std::string failure;                       // why it was not analysed; empty: it was
  std::vector<std::string> warnings, notes;  // about its command and its annotations
  // The files of the unit that are not system headers, by their absolute paths, each with the
  // cache::contentHash() of what was read.
  std::map<std::string, std::uint64_t> files;
  std::vector<report::Comment> comments;      // in these files, those that may suppress findings
  std::vector<Finding> findings;              // anywhere in the unit, in any order
  Held held;                                  // of a part of programs
  std::vector<Cut> cut;                       // functions that were looked at in part
  std::vector<explore::Statistics> explored;  // what that cost, by root
  std::string name;        // of its model; empty: it is not explored as part of a program
  std::string model;       // the bytes of a link::Store with this unit; likewise, or kept elsewhere
  std::string modelKey;    // under which the cache has the model
  sieve::Outline outline;  // of the model
  std::vector<std::string> read;  // the files that it came from, system headers too; absolute paths
};

// What exploring the programs of a run brings.
struct ProgramsResult {
  std::string failure;  // why they were not explored; empty: they were
  std::vector<ExploredProgram> programs;
  std::vector<Finding> findings;  // in any file, in any order
};

// Equal results have equal bytes.
std::string encode(std::vector<UnitResult> results);
std::string encode(ProgramsResult result);
// Nothing for bytes that encode() has not made.
std::optional<std::vector<UnitResult>> decodeUnits(llvm::StringRef bytes);
std::optional<ProgramsResult> decodePrograms(llvm::StringRef bytes);

}  // namespace chanvet::driver
