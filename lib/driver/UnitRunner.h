// Analyses units, each in a process of its own, unless the cache has what that would bring.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <llvm/ADT/ArrayRef.h>
#include <llvm/ADT/STLFunctionalExtras.h>
#include <llvm/ADT/StringRef.h>

#include "cache/Cache.h"
#include "cache/Reads.h"
#include "driver/Analyse.h"
#include "driver/CompileCommand.h"
#include "driver/Config.h"
#include "driver/Results.h"
#include "driver/Workers.h"

namespace chanvet::driver {

// A unit, or a header by way of a unit that includes it.
struct UnitJob {
  std::string file;
  std::vector<CompileCommand> commands;  // of a header: tried until one includes it
  bool isHeader = false;
  const Config* config = nullptr;
  const Analyser::Checks* checks = nullptr;
  bool tellsReads = false;  // UnitResult::read is wanted
};

struct ParsedUnit;
struct SharedStart;
class UnitScans;

// How many processes there are when nobody says: one for each processor that this one may use.
unsigned defaultProcesses();

// The memory that a unit may take when nobody says, in MiB.
unsigned defaultMemory(unsigned processes);

// What analysing a unit, or a part of its program, may take under a configuration.
WorkerLimits limitsOf(const Config& config, unsigned processes);

// What is known from earlier runs.
struct EarlierResults {
  // When it goes, it leaves no more than so many bytes.
  EarlierResults(std::string directory, std::uint64_t bytes)
      : cache(std::move(directory)), bytes_(bytes) {}
  ~EarlierResults() { cache.prune(bytes_); }
  EarlierResults(const EarlierResults&) = delete;

  cache::Cache cache;
  cache::Files files;  // as this run finds them
  unsigned used = 0;   // by this run

 private:
  std::uint64_t bytes_;
};

// Changes with the program and the clang in it.
const std::string& programKey();

// What decides how a command's unit is read, but for the files that it finds.
std::string parsingKey(const CompileCommand& command, const ExtraArguments& extra);

class UnitRunner {
 public:
  using Progress = std::function<void(unsigned done, unsigned units, llvm::StringRef file)>;
  using Take = llvm::function_ref<void(std::size_t, UnitResult&)>;
  using Use = llvm::function_ref<void(std::size_t, std::vector<UnitResult>)>;

  // `earlier`: null to use and keep nothing.
  UnitRunner(Analyser& analyser, const ExtraArguments& extra, std::string workingDirectory,
             unsigned processes, EarlierResults* earlier, Progress progress)
      : analyser_(analyser),
        extra_(extra),
        workingDirectory_(std::move(workingDirectory)),
        processes_(processes),
        earlier_(earlier),
        progress_(std::move(progress)) {}

  // Analyses the jobs, and calls use(i, results) for each in their order, whichever ends first: one
  // result for a unit, one for each command that was tried for a header. What take(i, result) moves
  // out of a result of job i, called as soon as that has ended, does not wait for its turn.
  // `exploring`: of units; a header is always looked at alone. `scans` may tell what the units have
  // in common; it may be null.
  void run(llvm::ArrayRef<const UnitJob*> jobs, Exploring exploring, UnitScans* scans, Take take,
           Use use);

 private:
  class Run;

  std::string keyOf(const UnitJob& job, Exploring exploring) const;
  std::optional<std::vector<UnitResult>> recall(const UnitJob& job, Exploring exploring);
  void runPieces(Run& run, llvm::ArrayRef<const UnitJob*> jobs, Exploring exploring,
                 UnitScans* scans);
  void keep(const UnitJob& job, Exploring exploring, const cache::Reads& reads,
            std::vector<UnitResult> results);
  std::vector<UnitResult> analyse(const UnitJob& job, Exploring exploring);
  void analyse(const ParsedUnit& unit, const UnitJob& job, Exploring exploring, UnitResult& result);
  void finish(const UnitJob& job, Exploring exploring, const cache::Reads& reads,
              std::vector<UnitResult>& results);
  [[noreturn]] void analyseTogether(const SharedStart& start, llvm::ArrayRef<const UnitJob*> jobs,
                                    Exploring exploring, const Assignment& assignment);

  Analyser& analyser_;
  const ExtraArguments& extra_;
  std::string workingDirectory_;
  unsigned processes_;
  EarlierResults* earlier_;
  Progress progress_;
  const sieve::FoundHeaders* headers_ = nullptr;  // that are known to this run
};

}  // namespace chanvet::driver
