#include "driver/UnitRunner.h"

#include <algorithm>
#include <deque>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

#include <clang/Basic/Version.h>
#include <llvm/ADT/STLExtras.h>
#include <llvm/ADT/Sequence.h>
#include <llvm/Support/FileSystem.h>
#include <llvm/Support/MemoryBuffer.h>
#include <llvm/Support/Process.h>
#include <llvm/Support/Threading.h>
#include <sys/resource.h>
#include <unistd.h>

#include "driver/FreeMemory.h"
#include "driver/Models.h"
#include "driver/Nursery.h"
#include "driver/Parse.h"
#include "driver/Recovery.h"
#include "driver/SharedStart.h"
#include "driver/UnitCosts.h"
#include "driver/UnitScans.h"
#include "link/Archive.h"
#include "link/Store.h"

namespace chanvet::driver {

namespace {

// In MiB: clang takes one or two thousand for the largest units that people write.
constexpr std::uint64_t kUsualMemory = 4096;
// Of the processor: ten times what the slowest units take that people write.
constexpr unsigned kSeconds = 900;
// So often, what several units share is parsed without one more of its headers.
constexpr unsigned kAttempts = 6;

std::uint64_t memoryOfMachine() {
  return (static_cast<std::uint64_t>(sysconf(_SC_PHYS_PAGES)) * sysconf(_SC_PAGESIZE)) >> 20;
}

void keepModel(model::Unit model, const ParsedUnit& unit, UnitResult& result) {
  link::Store store;
  store.add(model, sourcesOf(unit));
  result.outline = sieve::outlineOf(model);
  result.name = std::exchange(model, {}).mainFile;  // it is large
  giveBackFreeMemory();
  result.model = link::writeOwn(store);
  result.modelKey = cache::keyOf({"model", result.model});
}

std::vector<std::string> contentsIn(const cache::Reads& reads) {
  std::vector<std::string> files;
  for (const auto& [file, sight] : reads.seen)
    if (sight.kind == cache::Sight::Content) files.push_back(file.str());
  llvm::sort(files);
  return files;
}

// Where clang looks for headers beside what the command names.
std::string searchPathsOfEnvironment() {
  std::string paths;
  for (const char* name : {"CPATH", "C_INCLUDE_PATH", "CPLUS_INCLUDE_PATH"})
    paths += llvm::sys::Process::GetEnv(name).value_or("") + '\0';
  return paths;
}

std::uint64_t millisecondsSoFar() {
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  auto milliseconds = [](const timeval& time) { return time.tv_sec * 1000 + time.tv_usec / 1000; };
  return milliseconds(usage.ru_utime) + milliseconds(usage.ru_stime);
}

// What parsing says of the unit comes before what its analysis does.
void add(ParseResult parsed, UnitResult& result) {
  result.failure = std::move(parsed.failure);
  llvm::append_range(parsed.warnings, result.warnings);
  result.warnings = std::move(parsed.warnings);
  result.notes = std::move(parsed.notes);
}

// What takes longest is begun first, so that no processor waits for it at the end.
llvm::SmallVector<std::size_t> longestFirst(llvm::ArrayRef<SharedStart> pieces, UnitCosts& costs) {
  std::vector<std::uint64_t> cost;
  for (const SharedStart& piece : pieces) cost.push_back(costs.of(piece));
  auto order = llvm::to_vector(llvm::seq<std::size_t>(0, pieces.size()));
  llvm::sort(order, [&](std::size_t a, std::size_t b) {
    return std::tie(cost[b], a) < std::tie(cost[a], b);
  });
  return order;
}

std::vector<UnitResult> failed(std::string reason) {
  std::vector<UnitResult> results(1);
  results.front().failure = std::move(reason);
  return results;
}

}  // namespace

const std::string& programKey() {
  static const std::string key = [] {
    static int anchor;
    auto program = llvm::MemoryBuffer::getFile(llvm::sys::fs::getMainExecutable(nullptr, &anchor));
    return cache::keyOf(
        {program ? (*program)->getBuffer() : "", clang::getClangFullRepositoryVersion()});
  }();
  return key;
}

std::string parsingKey(const CompileCommand& command, const ExtraArguments& extra) {
  std::string arguments;
  for (const std::string& argument : extra.before) arguments += argument + '\0';
  for (const std::string& argument : extra.after) arguments += '\0' + argument;
  return cache::keyOf({programKey(), command.directory, command.file, parseKey(command), arguments,
                       searchPathsOfEnvironment(), resourceDir()});
}

unsigned defaultProcesses() { return llvm::hardware_concurrency().compute_thread_count(); }

unsigned defaultMemory(unsigned processes) {
  const std::uint64_t all = memoryOfMachine();
  return std::max(all / processes, std::min(all / 2, kUsualMemory));
}

WorkerLimits limitsOf(const Config& config, unsigned processes) {
  return {.seconds = config.seconds() ? config.seconds()->value : kSeconds,
          .memory = config.memory() ? config.memory()->value : defaultMemory(processes)};
}

// Hands over in order what comes in any.
class UnitRunner::Run : public Pieces {
 public:
  Run(UnitRunner& runner, llvm::ArrayRef<const UnitJob*> jobs, Take take, Use use)
      : runner_(runner), jobs_(jobs), take_(take), use_(use), ended_(jobs.size()) {}

  // What the pieces are from now on.
  void divide(std::vector<SharedStart> pieces) {
    pieces_ = std::move(pieces);
    came_.assign(pieces_.size(), 0);
  }
  llvm::ArrayRef<SharedStart> pieces() const { return pieces_; }
  // Jobs of pieces that brought nothing of them: what one of them did has cost the others theirs.
  std::vector<std::size_t> takeBroken() { return std::exchange(broken_, {}); }

  WorkerLimits limitsOf(std::size_t piece) const override {
    return driver::limitsOf(*jobs_[pieces_[piece].jobs.front()]->config, runner_.processes_);
  }
  void started(std::size_t piece) override { tellProgress(pieces_[piece].jobs.front()); }
  // Those that share a start come one after the other, and in their order.
  void made(std::size_t piece, std::string part) override {
    llvm::ArrayRef<std::size_t> jobs = pieces_[piece].jobs;
    const std::size_t number = came_[piece]++;
    if (jobs.size() == 1) return end(jobs.front(), {.bytes = std::move(part)});
    end(jobs[number], *decodeWorker(part));
    if (came_[piece] < jobs.size()) tellProgress(jobs[came_[piece]]);
  }
  void stopped(std::size_t piece, std::string failure) override {
    llvm::ArrayRef<std::size_t> jobs = pieces_[piece].jobs;
    llvm::ArrayRef<std::size_t> left = jobs.drop_front(came_[piece]);
    if (jobs.size() > 1) return (void)llvm::append_range(broken_, left);
    for (std::size_t job : left) end(job, {.failure = std::move(failure)});
  }
  // Takes over what the job has brought.
  void add(std::size_t index, std::vector<UnitResult> results) {
    ++done_;
    for (UnitResult& result : results) take_(index, result);
    ended_[index] = std::move(results);
    for (; next_ < ended_.size() && ended_[next_]; ++next_) {
      use_(next_, std::move(*ended_[next_]));
      ended_[next_].reset();
    }
  }

 private:
  void tellProgress(std::size_t job) {
    if (runner_.progress_) runner_.progress_(done_, jobs_.size(), jobs_[job]->file);
  }
  void end(std::size_t job, WorkerResult result) {
    auto results = decodeUnits(result.bytes);
    if (!result.failure.empty()) results = failed(std::move(result.failure));
    if (!results) results = failed("the analysis broke off");
    add(job, std::move(*results));
  }

  UnitRunner& runner_;
  llvm::ArrayRef<const UnitJob*> jobs_;
  Take take_;
  Use use_;
  std::vector<SharedStart> pieces_;
  std::vector<std::size_t> came_;  // of each piece: how many of its jobs
  std::vector<std::size_t> broken_;
  std::vector<std::optional<std::vector<UnitResult>>> ended_;  // and not yet handed over
  std::size_t next_ = 0;
  unsigned done_ = 0;
};

void UnitRunner::run(llvm::ArrayRef<const UnitJob*> jobs, Exploring exploring, UnitScans* scans,
                     Take take, Use use) {
  Run run(*this, jobs, take, use);
  headers_ = scans ? &scans->headers() : nullptr;
  std::vector<std::size_t> unknown;
  for (std::size_t index = 0; index < jobs.size(); ++index) {
    if (auto results = recall(*jobs[index], exploring))
      run.add(index, std::move(*results));
    else
      unknown.push_back(index);
  }
  // Made before there are workers, so that they share it.
  for (std::size_t index : unknown) analyser_.dialectsOf(*jobs[index]->config);
  run.divide(shareStarts(jobs, unknown, extra_, processes_, scans));
  runPieces(run, jobs, exploring, scans);
  std::vector<SharedStart> alone;
  for (std::size_t index : run.takeBroken()) alone.push_back({{}, {index}});
  run.divide(std::move(alone));
  runPieces(run, jobs, exploring, scans);
}

void UnitRunner::runPieces(Run& run, llvm::ArrayRef<const UnitJob*> jobs, Exploring exploring,
                           UnitScans* scans) {
  UnitCosts costs(jobs, earlier_, scans);
  auto forget = [&] {
    if (scans) scans->forget();
  };
  // Models come in meanwhile.
  std::optional<Assignment> mine =
      forkForEachApart(longestFirst(run.pieces(), costs), processes_, run, forget);
  if (!mine) return;
  const SharedStart& piece = run.pieces()[mine->piece];
  if (piece.jobs.size() > 1) analyseTogether(piece, jobs, exploring, *mine);
  send(*mine, encode(analyse(*jobs[piece.jobs.front()], exploring)));
  endFork();
}

std::string UnitRunner::keyOf(const UnitJob& job, Exploring exploring) const {
  std::string commands;
  for (const CompileCommand& command : job.commands) commands += parsingKey(command, extra_);
  // A unit that is only read for its model has no findings, whatever the configuration turns on.
  llvm::StringRef kind = job.isHeader                   ? "header"
                         : exploring == Exploring::Unit ? "unit"
                         : job.checks->empty()          ? "model"
                                                        : "part";
  return cache::keyOf({kind, job.file, commands, settingsKey(*job.config, job.file)});
}

std::optional<std::vector<UnitResult>> UnitRunner::recall(const UnitJob& job, Exploring exploring) {
  if (!earlier_) return std::nullopt;
  auto known = earlier_->cache.recall(keyOf(job, exploring), earlier_->files);
  auto results = known ? decodeUnits(known->content) : std::nullopt;
  if (!results) return std::nullopt;
  ++earlier_->used;
  if (job.tellsReads) results->front().read = contentsIn(known->reads);
  return results;
}

// What failed may have failed for reasons that are gone the next time.
void UnitRunner::keep(const UnitJob& job, Exploring exploring, const cache::Reads& reads,
                      std::vector<UnitResult> results) {
  for (UnitResult& result : results) {
    if (!result.failure.empty()) return;
    if (!result.model.empty()) earlier_->cache.put(result.modelKey, result.model);
    result.model.clear();
  }
  earlier_->cache.keep(keyOf(job, exploring), reads, encode(std::move(results)));
}

std::vector<UnitResult> UnitRunner::analyse(const UnitJob& job, Exploring exploring) {
  std::vector<UnitResult> results;
  cache::Reads reads;
  ParseOptions options{.workingDirectory = workingDirectory_,
                       .isLast = !job.isHeader,
                       .reads = earlier_ || job.tellsReads ? &reads : nullptr,
                       .headers = headers_};
  for (const CompileCommand& command : job.commands) {
    UnitResult& result = results.emplace_back();
    add(parse(command, extra_, options,
              [&](const ParsedUnit& unit) { analyse(unit, job, exploring, result); }),
        result);
    if (!job.isHeader || results.back().files.contains(job.file)) break;
  }
  finish(job, exploring, reads, results);
  return results;
}

void UnitRunner::finish(const UnitJob& job, Exploring exploring, const cache::Reads& reads,
                        std::vector<UnitResult>& results) {
  if (earlier_) {
    UnitCosts::keep(job, millisecondsSoFar(), earlier_->cache);
    keep(job, exploring, reads, results);
  }
  if (job.tellsReads) results.front().read = contentsIn(reads);
}

void UnitRunner::analyse(const ParsedUnit& unit, const UnitJob& job, Exploring exploring,
                         UnitResult& result) {
  Analyser::Result found =
      analyser_.analyse(unit, *job.config, *job.checks, job.isHeader ? Exploring::Unit : exploring);
  result.files = unit.files;
  result.comments = unit.comments;
  result.findings = std::move(found.findings);
  result.held = std::move(found.held);
  result.warnings = std::move(found.warnings);
  result.cut = std::move(found.cut);
  result.explored = std::move(found.explored);
  if (found.model) keepModel(std::move(*found.model), unit, result);
}

namespace {

// What goes on from a shared start: a single unit, or some that share more. Of each unit it sends
// what came of it, as a WorkerResult.
class Further : public Pieces {
 public:
  Further(const SharedStart& part, llvm::ArrayRef<const UnitJob*> jobs, unsigned processes,
          const Assignment& assignment)
      : part_(part), jobs_(jobs), processes_(processes), assignment_(assignment) {}

  // Of what broke off, the units of which nothing came.
  llvm::ArrayRef<std::size_t> left() const { return left_; }

  WorkerLimits limitsOf(std::size_t) const override {
    return driver::limitsOf(*jobs_[part_.jobs.front()]->config, processes_);
  }
  void made(std::size_t, std::string made) override {
    ++came_;
    if (isUnit())
      made_ = std::move(made);
    else
      send(assignment_, made);
  }
  void stopped(std::size_t, std::string failure) override {
    if (!isUnit()) return (void)(left_ = llvm::ArrayRef(part_.jobs).drop_front(came_));
    WorkerResult result{.failure = std::move(failure)};
    if (result.failure.empty()) result.bytes = std::move(made_);
    send(assignment_, encode(std::move(result)));
  }

 private:
  bool isUnit() const { return part_.jobs.size() == 1; }

  const SharedStart& part_;
  llvm::ArrayRef<const UnitJob*> jobs_;
  unsigned processes_;
  const Assignment& assignment_;
  std::size_t came_ = 0;
  std::string made_;  // by the unit
  llvm::ArrayRef<std::size_t> left_;
};

std::vector<SharedStart> byThemselves(llvm::ArrayRef<std::size_t> jobs) {
  std::vector<SharedStart> parts;
  for (std::size_t job : jobs) parts.push_back({{}, {job}});
  return parts;
}

// Forks for one part after the other. Returns in each fork with what it is there for, and it goes
// to `mine`; never in this process.
SharedStart forkForParts(const SharedStart& start, llvm::ArrayRef<const UnitJob*> jobs,
                         unsigned processes, Assignment& mine) {
  const std::vector<SharedStart> all = start.parts.empty() ? byThemselves(start.jobs) : start.parts;
  std::deque<SharedStart> left(all.begin(), all.end());
  while (!left.empty()) {
    SharedStart part = std::move(left.front());
    left.pop_front();
    Further further(part, jobs, processes, mine);
    if (std::optional<Assignment> forked = forkForEach({0}, /*processes=*/1, further)) {
      mine = *forked;
      return part;
    }
    const std::vector<SharedStart> units = byThemselves(further.left());
    left.insert(left.begin(), units.begin(), units.end());
  }
  endFork();
}

}  // namespace

// A header that has an error is left out of what is shared. Where that cannot be parsed, nothing is
// delivered.
void UnitRunner::analyseTogether(const SharedStart& start, llvm::ArrayRef<const UnitJob*> jobs,
                                 Exploring exploring, const Assignment& assignment) {
  const UnitJob* job = nullptr;  // in a fork: its own
  SharedStart at = start;
  Assignment mine = assignment;
  std::set<std::string> wrongNames;
  bool isFork = false;
  auto fork = [&]() -> SharedNext {
    at = forkForParts(at, jobs, processes_, mine);
    isFork = true;
    crashForReal();
    if (at.jobs.size() > 1) {
      llvm::erase_if(at.includes, [&](const auto& one) { return wrongNames.contains(one.name); });
      return {.includes = at.includes};
    }
    job = jobs[at.jobs.front()];
    return {.unit = job->file};
  };
  cache::Reads reads;
  std::vector<UnitResult> results(1);
  std::optional<std::size_t> wrong;  // of the includes
  auto use = [&](const ParsedUnit& unit) {
    if (job) analyse(unit, *job, exploring, results.front());
  };
  auto ended = [&](ParseResult parsed) {
    wrong = parsed.wrongInclude;
    if (!job) return;
    add(std::move(parsed), results.front());
    if (results.front().failure.empty())
      finish(*job, exploring, reads, results);
    else
      results = analyse(*job, exploring);
    send(mine, encode(std::move(results)));
    endFork();
  };
  SharedIncludes shared{.includes = start.includes, .next = fork, .ended = ended};
  ParseOptions options{.workingDirectory = workingDirectory_,
                       .isLast = true,
                       .reads = &reads,
                       .shared = &shared,
                       .headers = headers_};
  for (unsigned attempt = 0; attempt < kAttempts; ++attempt) {
    parse(jobs[start.jobs.front()]->commands.front(), extra_, options, use);
    if (!wrong || isFork) break;
    auto include = shared.includes.begin() + *std::exchange(wrong, std::nullopt);
    wrongNames.insert(include->name);
    shared.includes.erase(include);
  }
  endFork();
}

}  // namespace chanvet::driver
