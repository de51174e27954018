// What analysing brings, as plain data: it is made in other processes, and kept for later runs.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <llvm/ADT/StringRef.h>

#include "driver/Analyse.h"
#include "driver/Workers.h"
#include "explore/Defect.h"
#include "explore/Evidence.h"
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

// How the exploration of a program went.
struct ExploredProgram {
  std::string root;                           // the file of its main, or of the unit without one
  std::vector<Cut> cut;                       // what was not explored to the end
  std::vector<explore::Statistics> explored;  // what that cost, by root
  std::vector<std::string> conflicts;         // see link::Program
  std::string failure;                        // why it could not be explored; empty: it was
};

// What is known of a program before it is run.
struct ProgramSurvey {
  std::vector<std::string> members;        // the files of its units
  std::vector<std::string> conflicts;      // as in ExploredProgram
  std::string digest;                      // of its model
  std::vector<model::FunctionId> entries;  // of one with a main: their keys
  // The held findings that its main is to be asked about.
  struct Question {
    std::uint32_t finding = 0;  // its number
    Place place;                // where to ask
  };
  std::vector<Question> questions;
};

// What running a program brings, from its main or from some of its entries.
struct ExploredPart {
  std::vector<explore::Defect> defects;
  explore::Evidence evidence;
  std::vector<explore::Reach> answers;  // of main, to the questions
  std::vector<std::string> ran;         // functions (USR)
  std::vector<Cut> cut;
  std::vector<explore::Statistics> explored;
};

// What the worker of a part brings.
struct PartResult {
  std::optional<ProgramSurvey> survey;  // of a program that nobody has surveyed
  bool wasKept = false;                 // it has been explored by an earlier run
  ExploredPart explored;
};

// What exploring the programs of a run brings.
struct ProgramsResult {
  std::vector<ExploredProgram> programs;
  std::vector<Finding> findings;  // in any file, in any order
};

// Equal results have equal bytes.
std::string encode(std::vector<UnitResult> results);
std::string encode(WorkerResult result);
std::string encode(Finding finding);
std::string encode(ProgramSurvey survey);
std::string encode(ExploredPart part);
std::string encode(PartResult result);
std::string encode(ProgramsResult result);
// Nothing for bytes that encode() has not made.
std::optional<std::vector<UnitResult>> decodeUnits(llvm::StringRef bytes);
std::optional<WorkerResult> decodeWorker(llvm::StringRef bytes);
std::optional<ProgramSurvey> decodeSurvey(llvm::StringRef bytes);
std::optional<ExploredPart> decodePart(llvm::StringRef bytes);
std::optional<PartResult> decodePartResult(llvm::StringRef bytes);
std::optional<ProgramsResult> decodePrograms(llvm::StringRef bytes);

}  // namespace chanvet::driver
