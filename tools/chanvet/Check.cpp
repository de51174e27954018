#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <llvm/ADT/STLExtras.h>
#include <llvm/Support/FileSystem.h>
#include <llvm/Support/Path.h>
#include <llvm/Support/raw_ostream.h>

#include "Advice.h"
#include "Cache.h"
#include "Commands.h"
#include "Fix.h"
#include "Known.h"
#include "Output.h"
#include "Progress.h"
#include "Statistics.h"
#include "Status.h"
#include "Terminal.h"
#include "driver/ChangedLines.h"
#include "driver/Run.h"
#include "report/Report.h"
#include "report/Witness.h"

namespace chanvet::tool {

namespace {

using llvm::StringRef;

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

// Tells the error, if there is one.
bool succeeded(llvm::Error error) {
  if (!error) return true;
  printError(llvm::toString(std::move(error)));
  return false;
}

bool writeSchedules(const Options& options, const report::Run& run) {
  if (options.witnessDir.empty()) return true;
  return succeeded(report::writeWitnesses(run, options.witnessDir));
}

int statusOf(const report::Run& run, driver::Runner& runner, bool wroteAll) {
  if (!wroteAll || !run.successful) return kIncomplete;
  auto fails = [&](const Finding& finding) { return runner.fails(finding); };
  return llvm::any_of(run.findings, fails) ? kFindings : kClean;
}

// Leaves the findings that the changed lines have to do with.
void keepChanged(report::Run& run, driver::ChangedLines& changed, bool isVerbose) {
  const std::size_t count = run.findings.size();
  report::keepFindings(run,
                       [&](std::size_t index) { return changed.contains(run.findings[index]); });
  if (isVerbose && run.findings.size() < count)
    printNote(std::to_string(count - run.findings.size()) + " not on changed lines");
}

llvm::Expected<std::optional<driver::ChangedLines>> changedLines(const Options& options) {
  if (options.changedSince.empty()) return std::nullopt;
  auto changed = driver::ChangedLines::since(options.changedSince, workingDirectory());
  if (changed) return std::move(*changed);
  return llvm::createStringError("--changed-since: " + llvm::toString(changed.takeError()));
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
  auto baseline = openBaseline(options, *configs);
  if (!baseline) return usageError(baseline.takeError());
  auto changed = changedLines(options);
  if (!changed) return usageError(changed.takeError());
  auto earlier = openEarlierResults(options);
  if (!earlier) return usageError(earlier.takeError());

  Progress progress(!options.quiet);
  report::SourceCache sources;
  driver::Runner runner(*configs, *databases, options.extra, workingDirectory(), options.jobs,
                        earlier->get(), sources, makeObserver(options, progress),
                        *changed ? &**changed : nullptr);
  if (options.parsesAll) runner.parseAll();
  llvm::Expected<driver::Outcome> outcome = runner.run(options.arguments);
  progress.clear();
  if (!outcome) return usageError(outcome.takeError());

  report::Run& run = outcome->report;
  run.arguments = options.shown;
  bool wroteAll = true;
  if (*baseline) wroteAll = succeeded(applyBaseline(**baseline, options, runner, run, sources));
  if (*changed) keepChanged(run, **changed, options.verbose);
  wroteAll = applyFixes(options, runner, run) && wroteAll;
  wroteAll = writeReports(options, run, sources) && wroteAll;
  wroteAll = writeSchedules(options, run) && wroteAll;
  if (!options.statistics.empty())
    wroteAll = succeeded(writeStatistics(outcome->explored, options.statistics)) && wroteAll;
  if (!outcome->nothing.empty()) printError("nothing to analyse: " + outcome->nothing);
  printFailures(options, run);
  if (options.verbose && outcome->suppressed > 0)
    printNote(std::to_string(outcome->suppressed) + " suppressed");
  if (options.verbose && *earlier && (*earlier)->used > 0)
    printNote(std::to_string((*earlier)->used) + " as in an earlier run");
  if (options.verbose && outcome->programsUsed > 0)
    printNote(std::to_string(outcome->programsUsed) + " of the programs explored before");
  if (!options.quiet && outcome->nothing.empty()) llvm::errs() << report::summaryLine(run) << '\n';
  printAdvice(options, run, {.hasBaseline = baseline->has_value()},
              [&](const Finding& finding) { return runner.fails(finding); });
  return statusOf(run, runner, wroteAll);
}

}  // namespace chanvet::tool
