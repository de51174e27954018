// One run: selects units, has them analysed, and collects what is to be reported.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <llvm/ADT/StringMap.h>
#include <llvm/Support/Error.h>

#include "driver/Analyse.h"
#include "driver/ChangedLines.h"
#include "driver/CompileDatabase.h"
#include "driver/Config.h"
#include "driver/Models.h"
#include "driver/Results.h"
#include "driver/SieveResults.h"
#include "driver/UnitRunner.h"
#include "driver/Units.h"
#include "report/Report.h"
#include "report/Suppressions.h"
#include "report/Words.h"
#include "sieve/Reach.h"

namespace chanvet::driver {

class Sieve;

// What exploring cost, root by root; by the absolute path of the unit's or program's main file.
using Costs = std::map<std::string, std::vector<explore::Statistics>>;

struct Outcome {
  // Everything but the arguments, which the caller knows.
  report::Run report;
  std::size_t suppressed = 0;  // findings that comments silence
  std::string nothing;         // why there was nothing to analyse; empty: there was something
  Costs explored;
  unsigned programsUsed = 0;  // programs that are as an earlier run has explored them
};

// What a run tells while it goes on. All of it is for people and none of it changes the result.
struct Observer {
  std::function<void(unsigned done, unsigned units, llvm::StringRef file)> progress;
  std::function<void(const std::string& message)> warning;
  std::function<void(const std::string& message)> note;  // of interest under --verbose only
};

// "0.1.0"
llvm::StringRef version();

// All checks there are: those of the registry, and those about suppressions.
std::vector<check::Metadata> allChecks();

class Runner {
 public:
  Runner(Configs& configs, CompileDatabases& databases, ExtraArguments extra,
         llvm::StringRef workingDirectory, unsigned processes, EarlierResults* earlier,
         report::SourceCache& sources, Observer observer, ChangedLines* changed = nullptr)
      : configs_(configs),
        databases_(databases),
        extra_(std::move(extra)),
        workingDirectory_(workingDirectory),
        processes_(processes),
        earlier_(earlier),
        sources_(sources),
        observer_(std::move(observer)),
        changed_(changed) {}

  // Has units parsed, too, of which nothing can concern a check.
  void parseAll() { skips_ = false; }

  // Analyses the files and directories; when there are none, the whole database, or those of its
  // units that are concerned by what has changed. Several units
  // are explored as the programs they make, and so are files of models. Errors: wrong
  // configuration; nothing was analysed then. A unit that cannot be analysed is a failure in the
  // result, and the others are analysed.
  llvm::Expected<Outcome> run(llvm::ArrayRef<std::string> paths);

  // After run(): whether a finding of it is at or above fail-on.
  bool fails(const Finding& finding);

  // After run(): whether all findings that the check has in the file (an absolute path) are known.
  // Of a file that is not a unit of its own that is so when the whole database was analysed, and
  // likewise of a check that explores: what other units do counts for it.
  bool isSettled(llvm::StringRef check, llvm::StringRef file) const;

  // After run(): whether this is what the file (an absolute path) held when it was analysed.
  bool isAnalysed(const std::string& file, llvm::StringRef content) const;

 private:
  struct Job : UnitJob {
    std::vector<std::string> checkNames = {};  // those about suppressions too
  };

  llvm::Error prepare(Selection selection);
  llvm::Error addJob(Job job);
  llvm::Error addModels(const std::string& file);
  llvm::Error addModel(const link::UnitRecord& unit);
  llvm::Error addFailure(link::Failure failure);
  // A unit of programs that was analysed in this run.
  struct Part {
    const Job* job = nullptr;
    UnitResult result;   // what of it counts for the programs
    std::string digest;  // of that
  };

  Exploring exploring();
  void explorePrograms();
  std::string programsKey() const;
  void loadModels();
  ProgramsResult exploreStore();
  void keep(ExploredProgram program);
  void analyseUnits();
  void analyse(llvm::ArrayRef<const Job*> jobs, UnitScans* scans = nullptr);
  void analyseConcerned(llvm::ArrayRef<const Job*> jobs);
  Sieved analyseConcerned(llvm::ArrayRef<const Job*> jobs, Sieve& sieve, UnitScans& scans);
  bool isAsAnalysed(const cache::Reads& reads) const;
  void analyse(llvm::ArrayRef<const Job*> jobs, llvm::ArrayRef<size_t> numbers, UnitScans& scans);
  void skip(const Job& job, const std::map<std::string, std::uint64_t>& files);
  void cover(const Job& job, const std::map<std::string, std::uint64_t>& files);
  UnitRunner unitRunner(EarlierResults* earlier);
  void keepUnit(const Job& job, UnitResult result);
  void keepHeader(const Job& job, std::vector<UnitResult> results);
  void keep(const CompileCommand& command, const Job& job, UnitResult result);
  void takeModel(const Job& job, UnitResult& result);
  void keepPart(const Job& job, UnitResult result);
  void keep(report::Comment comment, const Job& job, bool isCut);
  llvm::Error finish(Outcome& outcome);
  llvm::Expected<report::SuppressionOptions> suppressionOptions();
  llvm::Expected<const CheckTable*> tableOf(const std::string& file);
  llvm::Expected<const CheckSettings*> settingsOf(const Finding& finding);
  std::vector<report::Rule> rules() const;
  void fail(const std::string& file, std::string reason);
  void noteCut(const std::string& unit, const std::vector<Cut>& cuts);
  std::string display(llvm::StringRef file) const {
    return report::relativeTo(file, workingDirectory_);
  }

  Configs& configs_;
  CompileDatabases& databases_;
  ExtraArguments extra_;
  std::string workingDirectory_;
  unsigned processes_;
  EarlierResults* earlier_;  // null: nothing is used or kept
  report::SourceCache& sources_;
  Observer observer_;
  ChangedLines* changed_;      // null: all counts as changed
  bool mayBeNothing_ = false;  // it is fine when there is no unit to analyse
  bool skips_ = true;
  Analyser analyser_;

  std::vector<Job> jobs_;
  Exploring exploring_ = Exploring::Unit;
  link::Store store_;                  // models of the units of programs
  std::set<const Job*> stored_;        // whose models
  std::string givenModels_;            // those of files, for keys
  std::vector<Part> parts_;            // the units that are analysed
  std::optional<sieve::Reach> reach_;  // of these, where it decides whether others are analysed
  std::map<std::string, const Analyser::Checks*> checks_;  // of all of them
  std::set<std::string> programFiles_;                     // their files, but for those excluded
  std::string nothing_;
  bool isWhole_ = false;  // all units of the databases are analysed, but for those excluded
  std::set<std::string> enabledChecks_;
  std::map<std::string, CheckTable> tables_;  // by file

  std::vector<Finding> findings_;
  std::vector<report::Comment> comments_;
  std::map<std::string, std::set<std::string>> ran_;         // the checks, by file with comments
  std::set<std::string> covered_;                            // files whose findings are known
  std::map<std::string, std::vector<std::string>> settled_;  // units without a failure: the checks
  // What was read, by file; nothing where units have read different things.
  llvm::StringMap<std::optional<std::uint64_t>> contents_;
  std::set<std::string> failed_;  // units, and files of models
  std::vector<report::Failure> failures_;
  std::vector<report::Note> notes_;
  Costs explored_;
  unsigned programsUsed_ = 0;
  unsigned units_ = 0;
  unsigned analysed_ = 0;
};

// The root of the project a directory belongs to: the closest one upward with a .git, else the
// directory itself.
std::string projectRoot(llvm::StringRef directory);

}  // namespace chanvet::driver
