#include <string>
#include <utility>
#include <vector>

#include <llvm/ADT/STLExtras.h>
#include <llvm/Support/FileSystem.h>
#include <llvm/Support/Path.h>
#include <llvm/Support/Process.h>
#include <llvm/Support/raw_ostream.h>

#include "Commands.h"
#include "Output.h"
#include "Statistics.h"
#include "Status.h"
#include "Terminal.h"
#include "driver/Run.h"
#include "report/Report.h"
#include "report/Witness.h"

namespace chanvet::tool {

namespace {

using llvm::StringRef;

// One line on standard error that is overwritten again and again, on a terminal only.
class Progress {
 public:
  explicit Progress(bool isWanted)
      : isShown_(isWanted && llvm::sys::Process::StandardErrIsDisplayed()) {}
  ~Progress() { clear(); }

  void show(unsigned done, unsigned units, StringRef file) {
    if (!isShown_ || units == 1) return;
    clear();
    llvm::errs() << '[' << done + 1 << '/' << units << "] " << file.take_back(60);
    isDirty_ = true;
  }
  void clear() {
    if (isDirty_) llvm::errs() << "\r\x1b[K";
    isDirty_ = false;
  }

 private:
  bool isShown_;
  bool isDirty_ = false;
};

driver::Observer makeObserver(const Options& options, Progress& progress) {
  driver::Observer observer;
  observer.progress = [&progress](unsigned done, unsigned units, StringRef file) {
    progress.show(done, units, file);
  };
  if (!options.quiet)
    observer.warning = [&progress](const std::string& message) {
      progress.clear();
      printWarning(message);
    };
  if (options.verbose)
    observer.note = [&progress](const std::string& message) {
      progress.clear();
      printNote(message);
    };
  return observer;
}

std::string problemOfWitness(StringRef directory) {
  if (directory.empty() || !llvm::sys::fs::exists(directory)) return "";
  if (!llvm::sys::fs::is_directory(directory))
    return ("cannot write schedules to '" + directory + "': it is not a directory").str();
  if (!llvm::sys::fs::can_write(directory))
    return ("cannot write schedules to '" + directory + "': permission denied").str();
  return "";
}

bool writeSchedules(const Options& options, const report::Run& run, report::SourceCache& sources) {
  if (options.witnessDir.empty()) return true;
  llvm::Error error = report::writeWitnesses(run.findings, sources, options.witnessDir);
  if (!error) return true;
  printError(llvm::toString(std::move(error)));
  return false;
}

int statusOf(const driver::Outcome& outcome, bool wroteAll) {
  if (!wroteAll || !outcome.report.successful) return kIncomplete;
  return outcome.failing ? kFindings : kClean;
}

}  // namespace

int check(const Options& options) {
  if (!canWrite(options)) return kUsage;
  if (std::string problem = problemOfWitness(options.witnessDir); !problem.empty()) {
    printError(problem);
    return kUsage;
  }
  std::unique_ptr<driver::Configs> configs = openConfigs(options);
  if (!configs) return kUsage;
  auto databases =
      driver::CompileDatabases::open(options.buildDir, options.flags, workingDirectory());
  if (!databases) return usageError(databases.takeError());

  Progress progress(!options.quiet);
  report::SourceCache sources;
  driver::Runner runner(*configs, *databases, options.extra, workingDirectory(), sources,
                        makeObserver(options, progress));
  llvm::Expected<driver::Outcome> outcome = runner.run(options.arguments);
  progress.clear();
  if (!outcome) return usageError(outcome.takeError());

  report::Run& run = outcome->report;
  run.arguments = options.shown;
  bool wroteAll = writeReports(options, run, sources);
  wroteAll = writeSchedules(options, run, sources) && wroteAll;
  if (!options.statistics.empty()) {
    if (llvm::Error error = writeStatistics(outcome->explored, options.statistics)) {
      printError(llvm::toString(std::move(error)));
      wroteAll = false;
    }
  }
  if (!outcome->nothing.empty()) printError("nothing to analyse: " + outcome->nothing);
  printFailures(options, run);
  if (options.verbose && outcome->suppressed > 0)
    printNote(std::to_string(outcome->suppressed) + " suppressed");
  if (!options.quiet && outcome->nothing.empty()) llvm::errs() << report::summaryLine(run) << '\n';
  return statusOf(*outcome, wroteAll);
}

}  // namespace chanvet::tool
