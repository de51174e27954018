#include "driver/Run.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <llvm/ADT/STLExtras.h>
#include <llvm/ADT/SmallString.h>
#include <llvm/Support/FileSystem.h>
#include <llvm/Support/Path.h>

#include "check/ToldOnce.h"
#include "driver/Sieve.h"
#include "link/Archive.h"
#include "report/Fingerprint.h"

namespace chanvet::driver {

using llvm::StringRef;

StringRef version() { return CHANVET_VERSION; }

std::vector<check::Metadata> allChecks() {
  std::vector<check::Metadata> checks = check::Registry::instance().all();
  for (report::Rule& rule : report::suppressionRules()) {
    check::Metadata check;
    check.name = std::move(rule.name);
    check.summary = std::move(rule.summary);
    check.doc = std::move(rule.doc);
    check.severity = rule.severity;
    check.layer = check::Layer::Ast;
    checks.push_back(std::move(check));
  }
  llvm::sort(checks, [](const auto& a, const auto& b) { return a.name < b.name; });
  return checks;
}

std::string projectRoot(StringRef directory) {
  for (StringRef at = directory; !at.empty(); at = llvm::sys::path::parent_path(at)) {
    llvm::SmallString<256> git(at);
    llvm::sys::path::append(git, ".git");
    if (llvm::sys::fs::exists(git)) return at.str();
  }
  return directory.str();
}

llvm::Expected<Outcome> Runner::run(llvm::ArrayRef<std::string> paths) {
  std::vector<std::string> sources, models;
  for (const std::string& path : paths) (isModelFile(path) ? models : sources).push_back(path);
  Selection selection;
  if (!sources.empty() || models.empty()) {
    llvm::Expected<Selection> selected = selectUnits(sources, databases_, workingDirectory_);
    if (!selected) return selected.takeError();
    selection = std::move(*selected);
  }
  if (changed_ && paths.empty() && !selection.isEmpty()) {
    keepChanged(selection, [this](StringRef file) { return changed_->contains(file); });
    mayBeNothing_ = true;
  }
  if (llvm::Error error = prepare(std::move(selection))) return error;
  for (const std::string& file : models)
    if (llvm::Error error = addModels(file)) return error;
  if (earlier_ && store_.size() > 0) givenModels_ = link::write(store_);
  exploring_ = exploring();

  analyseUnits();
  if (exploring_ == Exploring::Program && !checks_.empty()) explorePrograms();

  Outcome outcome;
  if (units_ == 0 && !mayBeNothing_) outcome.nothing = std::move(nothing_);
  if (llvm::Error error = finish(outcome)) return error;
  return outcome;
}

// Gives each unit its configuration, before the first is analysed: mistakes in one are told at
// once.
llvm::Error Runner::prepare(Selection selection) {
  nothing_ = std::move(selection.nothing);
  isWhole_ = selection.isWhole;
  units_ = selection.failures.size();
  failures_ = std::move(selection.failures);
  for (const report::Failure& failure : failures_) failed_.insert(failure.unit);
  for (CompileCommand& command : selection.units) {
    std::string file = command.file;
    if (llvm::Error error = addJob({{.file = std::move(file), .commands = {std::move(command)}}}))
      return error;
  }
  for (HeaderRequest& header : selection.headers) {
    Job job{{.file = std::move(header.file), .commands = std::move(header.candidates)}};
    job.isHeader = true;
    if (llvm::Error error = addJob(std::move(job))) return error;
  }
  return llvm::Error::success();
}

llvm::Error Runner::addJob(Job job) {
  llvm::Expected<const Config*> config = configs_.forFile(job.file);
  if (!config) return config.takeError();
  if ((*config)->excludes(job.file)) {
    nothing_ = "'" + display(job.file) + "' is excluded by " + display((*config)->file());
    if (observer_.note) observer_.note(nothing_);
    return llvm::Error::success();
  }
  llvm::Expected<const Analyser::Checks*> checks = analyser_.checksFor(**config, job.file);
  if (!checks) return checks.takeError();
  for (const auto& [name, settings] : (*config)->checksFor(job.file))
    if (settings.on.value) job.checkNames.push_back(name);
  enabledChecks_.insert(job.checkNames.begin(), job.checkNames.end());
  job.config = *config;
  job.checks = *checks;
  ++units_;
  jobs_.push_back(std::move(job));
  return llvm::Error::success();
}

// Takes in the units of a file of models. What is wrong with the file is a failure of the run.
llvm::Error Runner::addModels(const std::string& file) {
  std::string path = normalPath(file, workingDirectory_);
  llvm::Expected<link::Store> models = readModels(path);
  if (!models) {
    ++units_;
    fail(path, llvm::toString(models.takeError()));
    return llvm::Error::success();
  }
  nothing_ = "'" + display(path) + "' holds no unit";
  store_.add(*models);
  for (link::UnitId id = 0; id < models->size(); ++id)
    if (llvm::Error error = addModel(models->unit(id))) return error;
  for (link::Failure& failure : models->failures())
    if (llvm::Error error = addFailure(std::move(failure))) return error;
  return llvm::Error::success();
}

// Of the checks, only those that explore look at a unit without its source.
llvm::Error Runner::addModel(const link::UnitRecord& unit) {
  llvm::Expected<const Config*> config = configs_.forFile(unit.name);
  if (!config) return config.takeError();
  llvm::Expected<const Analyser::Checks*> checks = analyser_.checksFor(**config, unit.name);
  if (!checks) return checks.takeError();
  checks_[unit.name] = *checks;
  Job job{{.file = unit.name, .commands = {}}};
  CheckTable table = (*config)->checksFor(unit.name);
  for (const check::Metadata& check : configs_.checks())
    if (check.explores && table.at(check.name).on.value) job.checkNames.push_back(check.name);
  enabledChecks_.insert(job.checkNames.begin(), job.checkNames.end());
  for (const std::string& file : unit.files)
    if (!(*config)->excludes(file)) programFiles_.insert(file);
  for (const link::Comment& comment : unit.comments)
    if (!(*config)->excludes(comment.place.file))
      keep({comment.place, comment.text, comment.statementFirstLine, comment.statementLastLine},
           job, /*isCut=*/true);
  ++units_;
  ++analysed_;
  return llvm::Error::success();
}

// A unit that could not be read when its model was to be written.
llvm::Error Runner::addFailure(link::Failure failure) {
  llvm::Expected<const Config*> config = configs_.forFile(failure.name);
  if (!config) return config.takeError();
  if ((*config)->excludes(failure.name)) return llvm::Error::success();
  ++units_;
  fail(failure.name, std::move(failure.reason));
  return llvm::Error::success();
}

Exploring Runner::exploring() {
  bool explores = false;
  for (const check::Metadata& check : configs_.checks())
    explores |= check.explores && enabledChecks_.contains(check.name);
  if (store_.size() > 0 && !explores && observer_.warning)
    observer_.warning("no check is on that looks at models: turn on those that explore");
  size_t units = store_.size();
  for (const Job& job : jobs_) units += !job.isHeader;
  bool isProgram = explores && (units > 1 || store_.size() > 0);
  return isProgram ? Exploring::Program : Exploring::Unit;
}

// Headers come behind the units: what one of these includes need not be analysed again.
void Runner::analyseUnits() {
  std::vector<const Job*> units, headers;
  for (const Job& job : jobs_)
    if (!job.isHeader) units.push_back(&job);
  // Somebody looks at a single one. What models call is not known by name.
  if (skips_ && units.size() > 1 && store_.size() == 0)
    analyseConcerned(units);
  else
    analyse(units);
  for (const Job& job : jobs_) {
    if (!job.isHeader) continue;
    if (covered_.contains(job.file))
      ++analysed_;
    else
      headers.push_back(&job);
  }
  analyse(headers);
}

void Runner::analyseConcerned(llvm::ArrayRef<const Job*> jobs) {
  std::vector<const UnitJob*> units(jobs.begin(), jobs.end());
  const std::string key = earlier_ ? sievedKey(units, extra_) : "";
  std::optional<Sieved> sieved = earlier_ ? recallSieved(key, *earlier_) : std::nullopt;
  UnitScans scans(extra_, processes_, earlier_);
  if (sieved) {
    for (llvm::ArrayRef<size_t> round : sieved->rounds) analyse(jobs, round, scans);
  } else {
    Sieve sieve(units, extra_, scans);
    sieved = analyseConcerned(jobs, sieve, scans);
    const cache::Reads* reads = sieve.reads();
    if (reads && isAsAnalysed(*reads)) keepSieved(key, *earlier_, *reads, *sieved);
  }
  for (Sieved::Skipped& skipped : sieved->skipped) skip(*jobs[skipped.unit], skipped.files);
}

// In rounds, where units are parts of programs: those that matter to the ones before.
Sieved Runner::analyseConcerned(llvm::ArrayRef<const Job*> jobs, Sieve& sieve, UnitScans& scans) {
  Sieved sieved;
  std::vector<size_t> next = sieve.concerned();
  if (!sieve.rest().empty()) reach_.emplace();
  while (!next.empty()) {
    analyse(jobs, next, scans);
    sieved.rounds.push_back(std::move(next));
    next = reach_ ? sieve.concernedBy(*reach_) : std::vector<size_t>();
  }
  for (size_t unit : sieve.rest()) sieved.skipped.push_back({unit, sieve.filesOf(unit)});
  return sieved;
}

// A file may have changed after a unit was parsed, and before its includes were followed.
bool Runner::isAsAnalysed(const cache::Reads& reads) const {
  return llvm::all_of(reads.seen, [&](const auto& seen) {
    const auto& [file, sight] = seen;
    auto known = contents_.find(file);
    return sight.kind != cache::Sight::Content || known == contents_.end() ||
           known->second == sight.content;
  });
}

// Some of them.
void Runner::analyse(llvm::ArrayRef<const Job*> jobs, llvm::ArrayRef<size_t> numbers,
                     UnitScans& scans) {
  std::vector<const Job*> some;
  for (size_t number : numbers) some.push_back(jobs[number]);
  analyse(some, &scans);
}

// Nothing was to be found in it.
void Runner::skip(const Job& job, const std::map<std::string, std::uint64_t>& files) {
  if (observer_.note)
    observer_.note("'" + display(job.file) + "' is not parsed: nothing in it concerns a check");
  cover(job, files);
  ++analysed_;
  settled_[job.file] = job.checkNames;
}

void Runner::analyse(llvm::ArrayRef<const Job*> jobs, UnitScans* scans) {
  std::vector<const UnitJob*> units(jobs.begin(), jobs.end());
  unitRunner(earlier_).run(
      units, exploring_, scans,
      [&](size_t index, UnitResult& result) { takeModel(*jobs[index], result); },
      [&](size_t index, std::vector<UnitResult> results) {
        const Job& job = *jobs[index];
        if (job.isHeader) return keepHeader(job, std::move(results));
        keepUnit(job, std::move(results.front()));
      });
}

// Of all that a unit brings, its model is the most.
void Runner::takeModel(const Job& job, UnitResult& result) {
  const sieve::Outline outline = std::move(result.outline);
  if (reach_) reach_->add(outline);
  const std::string model = std::exchange(result.model, {});
  if (model.empty()) return;
  store_.add(link::readOwn(model));
  stored_.insert(&job);
}

UnitRunner Runner::unitRunner(EarlierResults* earlier) {
  return {analyser_,
          extra_,
          workingDirectory_,
          processes_,
          earlier,
          [this, before = analysed_](unsigned done, unsigned count, StringRef file) {
            if (observer_.progress)
              observer_.progress(before + done, before + count, display(file));
          }};
}

void Runner::keepUnit(const Job& job, UnitResult result) {
  std::string failure = result.failure;
  keep(job.commands.front(), job, std::move(result));
  if (!failure.empty()) return fail(job.file, std::move(failure));
  ++analysed_;
  settled_[job.file] = job.checkNames;
}

// The candidates are likely to include the header, but only parsing tells.
void Runner::keepHeader(const Job& job, std::vector<UnitResult> results) {
  std::string failure;
  for (auto [result, command] : llvm::zip(results, job.commands)) {
    if (!result.failure.empty() && failure.empty())
      failure = command.file == job.file ? result.failure
                                         : "in '" + display(command.file) + "': " + result.failure;
    keep(command, job, std::move(result));
  }
  if (covered_.contains(job.file))
    ++analysed_;
  else
    fail(job.file, failure.empty() ? "no unit includes it" : std::move(failure));
}

// Takes over what was found in files that are to be reported on: those of the project, and of a
// unit that is only looked at for the sake of a header, that header.
void Runner::keep(const CompileCommand& command, const Job& job, UnitResult result) {
  auto tell = [&](const auto& hear, const std::string& message) {
    if (hear) hear("'" + display(command.file) + "': " + message);
  };
  if (!command.inferred.empty()) tell(observer_.note, "flags " + command.inferred);
  for (const std::string& warning : result.warnings) tell(observer_.warning, warning);
  for (const std::string& note : result.notes) tell(observer_.note, note);
  noteCut(command.file, result.cut);
  llvm::append_range(explored_[command.file], result.explored);

  auto isReported = [&](const std::string& file) {
    return result.files.contains(file) && (!job.isHeader || file == job.file) &&
           !job.config->excludes(file);
  };
  for (report::Comment& comment : result.comments)
    if (isReported(comment.place.file)) keep(std::move(comment), job, !result.cut.empty());
  for (Finding& finding : result.findings)
    if (isReported(finding.place.file)) findings_.push_back(std::move(finding));
  cover(job, result.files);
  if (!result.name.empty()) keepPart(job, std::move(result));
}

void Runner::cover(const Job& job, const std::map<std::string, std::uint64_t>& files) {
  for (const auto& [file, content] : files) {
    if (!job.isHeader || file == job.file) covered_.insert(file);
    auto [known, isNew] = contents_.try_emplace(file, content);
    if (known->second != content) known->second = std::nullopt;
  }
}

// Of a program, it counts how the units came about, and not how this run learned of it.
void Runner::keepPart(const Job& job, UnitResult result) {
  checks_[result.name] = job.checks;
  for (const auto& [file, content] : result.files)
    if (!job.config->excludes(file)) programFiles_.insert(file);
  UnitResult counting;
  counting.held = std::move(result.held);
  counting.name = std::move(result.name);
  counting.modelKey = std::move(result.modelKey);
  std::string digest = encode({counting});
  parts_.push_back({&job, std::move(counting), std::move(digest)});
}

// A comment in a header may be there for a unit that is not part of this run, one in a unit for a
// path that was not followed.
void Runner::keep(report::Comment comment, const Job& job, bool isCut) {
  const std::string& file = comment.place.file;
  bool isInMainFile = !job.isHeader && file == job.file;
  comment.isComplete = !isCut && (isWhole_ || isInMainFile);
  ran_[file].insert(job.checkNames.begin(), job.checkNames.end());
  comments_.push_back(std::move(comment));
}

llvm::Expected<const CheckTable*> Runner::tableOf(const std::string& file) {
  auto known = tables_.find(file);
  if (known != tables_.end()) return &known->second;
  llvm::Expected<const Config*> config = configs_.forFile(file);
  if (!config) return config.takeError();
  return &tables_.emplace(file, (*config)->checksFor(file)).first->second;
}

// The settings of the finding's check in the finding's file.
llvm::Expected<const CheckSettings*> Runner::settingsOf(const Finding& finding) {
  llvm::Expected<const CheckTable*> table = tableOf(finding.place.file);
  if (!table) return table.takeError();
  auto found = (*table)->find(finding.check);
  return found == (*table)->end() ? nullptr : &found->second;
}

// A check ran in a file when it looked at a unit with that file, and is not off for the file
// itself.
llvm::Expected<report::SuppressionOptions> Runner::suppressionOptions() {
  report::SuppressionOptions options;
  for (const check::Metadata& check : configs_.checks()) options.knownChecks.push_back(check.name);
  options.enabledChecks.assign(enabledChecks_.begin(), enabledChecks_.end());
  options.complete = failures_.empty();
  for (auto& [file, checks] : ran_) {
    llvm::Expected<const CheckTable*> table = tableOf(file);
    if (!table) return table.takeError();
    for (const auto& [name, settings] : **table)
      if (!settings.on.value) checks.erase(name);
  }
  options.ranIn = [this](StringRef check, StringRef file) {
    auto found = ran_.find(file.str());
    return found != ran_.end() && found->second.contains(check.str());
  };
  return options;
}

llvm::Error Runner::finish(Outcome& outcome) {
  auto options = suppressionOptions();
  if (!options) return options.takeError();
  sortAndUnique(findings_);
  check::tellOnce(findings_, configs_.checks());
  report::SuppressionResult kept =
      report::applySuppressions(std::move(findings_), std::move(comments_), *options, sources_);
  outcome.suppressed = kept.suppressed;

  report::Run& run = outcome.report;
  for (Finding& finding : kept.findings) {
    auto settings = settingsOf(finding);
    if (!settings) return settings.takeError();
    if (*settings && !(*settings)->on.value) continue;
    // A check may judge one finding milder than others; what the configuration says goes for all.
    if (*settings && (*settings)->severity.from != "default")
      finding.severity = (*settings)->severity.value;
    run.findings.push_back(std::move(finding));
  }
  llvm::sort(failures_);
  llvm::sort(notes_);
  notes_.erase(llvm::unique(notes_), notes_.end());
  outcome.explored = std::move(explored_);
  outcome.programsUsed = programsUsed_;
  run.rules = rules();
  run.failures = std::move(failures_);
  run.notes = std::move(notes_);
  run.units = units_;
  run.unitsAnalysed = analysed_;
  run.successful = run.failures.empty() && (units_ > 0 || mayBeNothing_);
  run.toolVersion = version().str();
  run.workingDirectory = workingDirectory_;
  run.sourceRoot = projectRoot(workingDirectory_);
  report::projectFirst(run.findings, run.sourceRoot);
  report::addFingerprints(run.findings, sources_);
  return llvm::Error::success();
}

bool Runner::fails(const Finding& finding) {
  // Its configuration has been read by run().
  const Config* config = llvm::cantFail(configs_.forFile(finding.place.file));
  const FailOn& failOn = config->failOn().value;
  return failOn && finding.severity >= *failOn;
}

bool Runner::isSettled(StringRef check, StringRef file) const {
  auto known = llvm::find_if(configs_.checks(), [&](const auto& c) { return c.name == check; });
  if (known == configs_.checks().end()) return true;  // it will never be found again
  if (!enabledChecks_.contains(check.str())) return false;
  if (isWhole_ && failed_.empty())
    return covered_.contains(file.str()) || !llvm::sys::fs::exists(file);
  auto unit = settled_.find(file.str());
  return unit != settled_.end() && !failed_.contains(unit->first) && !known->explores &&
         llvm::is_contained(unit->second, check);
}

bool Runner::isAnalysed(const std::string& file, StringRef content) const {
  auto known = contents_.find(file);
  return known != contents_.end() && known->second == cache::contentHash(content);
}

std::vector<report::Rule> Runner::rules() const {
  std::vector<report::Rule> rules;
  for (const check::Metadata& check : configs_.checks()) {
    if (!enabledChecks_.contains(check.name)) continue;
    report::Rule rule;
    rule.name = check.name;
    rule.summary = check.summary;
    rule.doc = check.doc;
    rule.severity = check.severity;
    rules.push_back(std::move(rule));
  }
  return rules;
}

void Runner::fail(const std::string& file, std::string reason) {
  failures_.push_back({file, std::move(reason)});
  failed_.insert(file);
}

void Runner::noteCut(const std::string& unit, const std::vector<Cut>& cuts) {
  for (const Cut& cut : cuts) {
    if (observer_.note) observer_.note("'" + display(unit) + "': " + cut.message);
    notes_.push_back({unit, cut.function, cut.message});
  }
}

}  // namespace chanvet::driver
