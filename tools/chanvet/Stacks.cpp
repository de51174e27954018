#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <llvm/ADT/STLExtras.h>
#include <llvm/ADT/StringExtras.h>
#include <llvm/ADT/StringRef.h>
#include <llvm/Support/MathExtras.h>
#include <llvm/Support/MemoryBuffer.h>
#include <llvm/Support/raw_ostream.h>

#include "Advice.h"
#include "Commands.h"
#include "Output.h"
#include "Status.h"
#include "Terminal.h"
#include "driver/CompileDatabase.h"
#include "driver/Run.h"
#include "report/Fingerprint.h"
#include "report/Report.h"
#include "report/Words.h"
#include "stacks/Dump.h"
#include "stacks/Groups.h"
#include "stacks/Join.h"
#include "stacks/Reports.h"
#include "stacks/Waits.h"

namespace chanvet::tool {

namespace {

using llvm::StringRef;

constexpr StringRef kStandardInput = "/dev/stdin";

constexpr StringRef kSummary =
    "Fibers of a running program that were blocked at one place: many, or nobody can wake them.";

constexpr StringRef kDoc = R"(# runtime-blocked

Fibers of a running program that were blocked at one place: many, or nobody can wake them.

## Why

Fibers that are blocked and never woken are leaked: each keeps its stack and all that it refers to,
until the program has no memory left.

## Reported

By `chanvet stacks`, from dumps of running programs: fibers that wait for a nil channel or in an
empty select, or while everybody is asleep; fibers that wait for others and are `--min-count` or
more, or `--min-growth` more than in the dump of `--before`; fibers that wait for a lock for
`--min-wait` or longer. Those that wait for time, for the outside or for work are infos, when they
have become more.

## Not reported

Fibers that a finding of `--findings` explains: that one is told as confirmed.

## How to fix

See to it that whoever they wait for always comes: a receiver for each send, a close when nothing is
sent any more, a context or a time that ends the wait.

## Limits

A dump is a moment: those that wait in it may have gone on.
)";

report::Rule ruleOf(const check::Metadata& check) {
  report::Rule rule;
  rule.name = check.name;
  rule.summary = check.summary;
  rule.doc = check.doc;
  rule.severity = check.severity;
  return rule;
}

// The rules of the findings, sorted by name.
std::vector<report::Rule> rulesOf(const std::vector<Finding>& findings,
                                  llvm::ArrayRef<check::Metadata> checks) {
  std::vector<report::Rule> rules;
  for (const check::Metadata& check : checks)
    if (llvm::any_of(findings, [&](const Finding& f) { return f.check == check.name; }))
      rules.push_back(ruleOf(check));
  rules.push_back(ruleOf(blockedCheck()));
  rules.back().precision = "medium";
  llvm::sort(rules, [](const auto& a, const auto& b) { return a.name < b.name; });
  return rules;
}

// Checks whose page has a program that hangs or leaks: fibers that are blocked are what they tell.
std::set<std::string> checksOfBlocking(llvm::ArrayRef<check::Metadata> checks) {
  std::set<std::string> names;
  for (const check::Metadata& check : checks) {
    StringRef doc = check.doc;
    if (doc.contains("// run: hangs") || doc.contains("// run: leaks")) names.insert(check.name);
  }
  return names;
}

// Reads what the command line names.
class Inputs {
 public:
  explicit Inputs(const Options& options) : options_(options), grouping_(waits_) {}

  // False: an option names a file that cannot be used, which has been said.
  bool readOptions() {
    for (const std::string& file : options_.stacks.waits)
      if (!readOption("--waits", file, [&](StringRef text) { return waits_.add(text, file); }))
        return false;
    for (const std::string& file : options_.stacks.findings)
      if (!readOption("--findings", file, [&](StringRef text) { return addReport(text); }))
        return false;
    return true;
  }

  void readDumps() {
    for (const std::string& file : options_.arguments) {
      const std::string path = pathOf(file);
      readDumpFile(file, [&](const stacks::Fiber& fiber, StringRef fibers) {
        grouping_.add(fiber, fibers, path);
        total_ = llvm::SaturatingAdd(total_, fiber.count);
      });
    }
    const std::size_t failed = failures_.size();
    for (const std::string& file : options_.stacks.before)
      readDumpFile(file, [&](const stacks::Fiber& fiber, StringRef fibers) {
        grouping_.addBefore(fiber, fibers);
      });
    isCompared_ = !options_.stacks.before.empty() && failures_.size() == failed;
    llvm::sort(failures_);
  }

  std::vector<stacks::Group> groups() const { return grouping_.groups(isCompared_); }
  const stacks::Files& files() const { return grouping_.files(); }
  const std::vector<Finding>& reported() const { return reported_; }
  const std::vector<report::Failure>& failures() const { return failures_; }
  std::uint64_t total() const { return total_; }

 private:
  static std::string pathOf(StringRef file) {
    return driver::normalPath(file == "-" ? kStandardInput : file, workingDirectory());
  }

  static llvm::Expected<std::unique_ptr<llvm::MemoryBuffer>> open(StringRef file) {
    auto buffer = file == "-" ? llvm::MemoryBuffer::getSTDIN()
                              : llvm::MemoryBuffer::getFile(file, /*IsText=*/false,
                                                            /*RequiresNullTerminator=*/false);
    if (!buffer) return llvm::errorCodeToError(buffer.getError());
    return std::move(*buffer);
  }

  template <class Use>
  static bool readOption(StringRef option, StringRef file, Use use) {
    auto buffer = open(file);
    llvm::Error error = buffer ? use((*buffer)->getBuffer()) : buffer.takeError();
    if (!error) return true;
    printError((option + " '" + file + "': " + llvm::toString(std::move(error))).str());
    return false;
  }

  llvm::Error addReport(StringRef text) {
    auto findings = stacks::readReport(text, workingDirectory());
    if (!findings) return findings.takeError();
    reported_.insert(reported_.end(), findings->begin(), findings->end());
    return llvm::Error::success();
  }

  void readDumpFile(const std::string& file, stacks::DumpSink sink) {
    auto buffer = open(file);
    llvm::Error error =
        buffer ? stacks::readDump((*buffer)->getBuffer(), sink) : buffer.takeError();
    if (error) failures_.push_back({pathOf(file), llvm::toString(std::move(error))});
  }

  const Options& options_;
  stacks::Waits waits_;
  stacks::Grouping grouping_;
  std::vector<Finding> reported_;
  std::vector<report::Failure> failures_;
  std::uint64_t total_ = 0;
  bool isCompared_ = false;
};

// A dump that is named twice would count twice, and standard input ends after the first time.
std::string problemOfArguments(const Options& options) {
  std::set<std::string> seen;
  auto isTwice = [&](const std::string& file) { return !seen.insert(file).second; };
  for (const auto* files : {&options.arguments, &options.stacks.before})
    for (const std::string& file : *files)
      if (isTwice(file)) return "'" + file + "' is given twice";
  for (const auto* files : {&options.stacks.findings, &options.stacks.waits})
    if (llvm::is_contained(*files, "-") && isTwice("-")) return "'-' is given twice";
  return "";
}

stacks::JoinOptions joinOptions(const Options& options, llvm::ArrayRef<check::Metadata> checks) {
  stacks::JoinOptions join;
  join.thresholds = {options.stacks.minCount, options.stacks.minGrowth,
                     std::chrono::seconds(options.stacks.minWait)};
  join.tellsAll = options.stacks.all;
  join.directory = workingDirectory();
  join.isOfBlocking = [names = checksOfBlocking(checks)](StringRef check) {
    return names.contains(check.str());
  };
  return join;
}

// A dump knows lines only: the place is all that stands in the line.
void markLine(Place& place, report::SourceCache& sources) {
  if (place.column > 1 || place.endLine > 0) return;
  const auto line = sources.line(place.file, place.line);
  if (!line || line->trim().empty()) return;
  place.column = line->find_first_not_of(" \t") + 1;
  place.endLine = place.line;
  place.endColumn = line->rtrim().size() + 1;
}

void markLines(Finding& finding, report::SourceCache& sources) {
  markLine(finding.place, sources);
  for (RelatedPlace& related : finding.related) markLine(related.place, sources);
  for (TraceStep& step : finding.trace) markLine(step.place, sources);
}

// Fingerprints count what looks alike in the order of places, which does not change with the
// numbers of fibers.
void addFingerprints(std::vector<Finding>& findings, report::SourceCache& sources) {
  std::vector<Finding*> order;
  for (Finding& finding : findings) order.push_back(&finding);
  auto identity = [](const Finding& finding) {
    return std::tie(finding.place, finding.check, finding.function, finding.trace, finding.message);
  };
  llvm::sort(order,
             [&](const Finding* a, const Finding* b) { return identity(*a) < identity(*b); });
  std::vector<Finding> sorted;
  for (const Finding* finding : order) sorted.push_back(*finding);
  report::addFingerprints(sorted, sources);
  for (std::size_t i = 0; i < order.size(); ++i) order[i]->fingerprint = sorted[i].fingerprint;
}

std::string counted(std::uint64_t count, StringRef noun) {
  return fmt::format("{} {}{}", count, noun.str(), count == 1 ? "" : "s");
}

// "1 error; 5231 fibers in 2 groups, 1 of 1 dump; 1 of 7 reported findings confirmed, 1 likely"
std::string summaryLine(const report::Run& run, const Inputs& inputs, std::size_t groups,
                        const stacks::Joined& joined) {
  const report::Summary summary = report::summarise(run);
  std::vector<std::string> parts;
  if (summary.errors) parts.push_back(counted(summary.errors, "error"));
  if (summary.warnings) parts.push_back(counted(summary.warnings, "warning"));
  if (summary.infos) parts.push_back(counted(summary.infos, "info"));
  std::string line = parts.empty() ? "no findings" : llvm::join(parts, ", ");
  line += fmt::format("; {} in {}, {} of {}", counted(inputs.total(), "fiber"),
                      counted(groups, "group"), run.unitsAnalysed, counted(run.units, "dump"));
  if (!inputs.reported().empty())
    line += fmt::format("; {} of {} confirmed", joined.confirmed,
                        counted(inputs.reported().size(), "reported finding"));
  if (joined.likely) line += fmt::format(", {} likely", joined.likely);
  return line;
}

}  // namespace

check::Metadata blockedCheck() {
  check::Metadata check;
  check.name = stacks::kBlockedCheck.str();
  check.summary = kSummary.str();
  check.doc = kDoc.str();
  return check;
}

int stacks(const Options& options) {
  if (std::string problem = problemOfArguments(options); !problem.empty()) {
    printError(problem);
    return kUsage;
  }
  Inputs inputs(options);
  if (!canWrite(options) || !inputs.readOptions()) return kUsage;
  inputs.readDumps();

  const std::vector<check::Metadata> checks = driver::allChecks();
  const std::vector<stacks::Group> groups = inputs.groups();
  stacks::Joined joined =
      stacks::join(groups, inputs.files(), inputs.reported(), joinOptions(options, checks));
  report::SourceCache sources;
  for (Finding& finding : joined.findings) markLines(finding, sources);
  addFingerprints(joined.findings, sources);

  report::Run run;
  run.findings = std::move(joined.findings);
  run.rules = rulesOf(run.findings, checks);
  run.failures = inputs.failures();
  run.units = options.arguments.size() + options.stacks.before.size();
  run.unitsAnalysed = run.units - run.failures.size();
  run.successful = run.failures.empty();
  run.toolVersion = driver::version().str();
  run.workingDirectory = workingDirectory();
  run.sourceRoot = driver::projectRoot(run.workingDirectory);
  run.arguments = options.shown;
  const bool wroteAll = writeReports(options, run, sources);
  printFailures(options, run);
  if (!options.quiet) llvm::errs() << summaryLine(run, inputs, groups.size(), joined) << '\n';
  const driver::FailOn failOn = options.config.failOn.value_or(Severity::Warning);
  auto fails = [&](const Finding& finding) { return failOn && finding.severity >= *failOn; };
  printAdvice(options, run, {.areInSources = false}, fails);
  if (!wroteAll || !run.successful) return kIncomplete;
  return llvm::any_of(run.findings, fails) ? kFindings : kClean;
}

}  // namespace chanvet::tool
