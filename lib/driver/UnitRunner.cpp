#include "driver/UnitRunner.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <tuple>
#include <utility>

#include <clang/Basic/Version.h>
#include <llvm/ADT/STLExtras.h>
#include <llvm/Support/FileSystem.h>
#include <llvm/Support/MemoryBuffer.h>
#include <llvm/Support/Process.h>
#include <llvm/Support/Threading.h>
#include <sys/resource.h>
#include <unistd.h>

#include "driver/Models.h"
#include "driver/Parse.h"
#include "link/Archive.h"
#include "link/Store.h"

namespace chanvet::driver {

namespace {

// In MiB: clang takes one or two thousand for the largest units that people write.
constexpr std::uint64_t kUsualMemory = 4096;
// Of the processor: ten times what the slowest units take that people write.
constexpr unsigned kSeconds = 900;

std::uint64_t memoryOfMachine() {
  return (static_cast<std::uint64_t>(sysconf(_SC_PHYS_PAGES)) * sysconf(_SC_PAGESIZE)) >> 20;
}

void keepModel(const model::Unit& model, const ParsedUnit& unit, UnitResult& result) {
  link::Store store;
  store.add(model, sourcesOf(unit));
  result.name = model.mainFile;
  result.outline = sieve::outlineOf(model);
  result.model = link::write(store);
  result.modelKey = cache::keyOf({"model", result.model});
}

std::vector<std::string> contentsIn(const cache::Reads& reads) {
  std::vector<std::string> files;
  for (const auto& [file, sight] : reads)
    if (sight.kind == cache::Sight::Content) files.push_back(file);
  return files;
}

// Where clang looks for headers beside what the command names.
std::string searchPathsOfEnvironment() {
  std::string paths;
  for (const char* name : {"CPATH", "C_INCLUDE_PATH", "CPLUS_INCLUDE_PATH"})
    paths += llvm::sys::Process::GetEnv(name).value_or("") + '\0';
  return paths;
}

// The cache knows what each job has cost the last time, in milliseconds of the processor.
std::string costKey(const UnitJob& job) { return cache::keyOf({"cost", job.file}); }

std::uint64_t millisecondsSoFar() {
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  auto milliseconds = [](const timeval& time) { return time.tv_sec * 1000 + time.tv_usec / 1000; };
  return milliseconds(usage.ru_utime) + milliseconds(usage.ru_stime);
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
class UnitRunner::Run : public Workload {
 public:
  Run(UnitRunner& runner, llvm::ArrayRef<const UnitJob*> jobs, Exploring exploring, Use use)
      : runner_(runner), jobs_(jobs), exploring_(exploring), use_(use), ended_(jobs.size()) {}

  std::string run(std::size_t index) override {
    return encode(runner_.analyse(*jobs_[index], exploring_));
  }
  WorkerLimits limitsOf(std::size_t index) const override {
    return driver::limitsOf(*jobs_[index]->config, runner_.processes_);
  }
  void started(std::size_t index) override {
    if (runner_.progress_) runner_.progress_(done_, jobs_.size(), jobs_[index]->file);
  }
  void ended(std::size_t index, WorkerResult result) override {
    auto results = decodeUnits(result.bytes);
    if (!result.failure.empty()) results = failed(std::move(result.failure));
    if (!results) results = failed("the analysis broke off");
    add(index, std::move(*results));
  }
  // Takes over what the job has brought.
  void add(std::size_t index, std::vector<UnitResult> results) {
    ++done_;
    ended_[index] = std::move(results);
    for (; next_ < ended_.size() && ended_[next_]; ++next_) {
      use_(next_, std::move(*ended_[next_]));
      ended_[next_].reset();
    }
  }

 private:
  UnitRunner& runner_;
  llvm::ArrayRef<const UnitJob*> jobs_;
  Exploring exploring_;
  Use use_;
  std::vector<std::optional<std::vector<UnitResult>>> ended_;  // and not yet handed over
  std::size_t next_ = 0;
  unsigned done_ = 0;
};

void UnitRunner::run(llvm::ArrayRef<const UnitJob*> jobs, Exploring exploring, Use use) {
  Run run(*this, jobs, exploring, use);
  std::vector<std::size_t> order;
  for (std::size_t index = 0; index < jobs.size(); ++index) {
    if (auto results = recall(*jobs[index], exploring))
      run.add(index, std::move(*results));
    else
      order.push_back(index);
  }
  longestFirst(jobs, order);
  // Made before there are workers, so that they share it.
  for (std::size_t index : order) analyser_.dialectsOf(*jobs[index]->config);
  runInProcesses(order, processes_, run);
}

// What takes longest is begun first, so that no processor waits for it at the end; what is not
// known may take long as well.
void UnitRunner::longestFirst(llvm::ArrayRef<const UnitJob*> jobs,
                              std::vector<std::size_t>& order) const {
  if (!earlier_ || order.size() <= processes_) return;
  std::vector<std::uint64_t> costs(jobs.size(), std::numeric_limits<std::uint64_t>::max());
  for (std::size_t index : order)
    if (auto cost = earlier_->cache.get(costKey(*jobs[index])))
      llvm::StringRef(*cost).getAsInteger(10, costs[index]);
  llvm::sort(order, [&](std::size_t a, std::size_t b) {
    return std::tie(costs[b], a) < std::tie(costs[a], b);
  });
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
  for (const CompileCommand& command : job.commands) {
    results.push_back(
        analyse(command, job, exploring, earlier_ || job.tellsReads ? &reads : nullptr));
    if (!job.isHeader || results.back().files.contains(job.file)) break;
  }
  if (earlier_) {
    earlier_->cache.put(costKey(job), std::to_string(millisecondsSoFar()));
    keep(job, exploring, reads, results);
  }
  if (job.tellsReads) results.front().read = contentsIn(reads);
  return results;
}

UnitResult UnitRunner::analyse(const CompileCommand& command, const UnitJob& job,
                               Exploring exploring, cache::Reads* reads) {
  UnitResult result;
  ParseOptions options{
      .workingDirectory = workingDirectory_, .isLast = !job.isHeader, .reads = reads};
  ParseResult parsed = parse(command, extra_, options, [&](const ParsedUnit& unit) {
    Analyser::Result found = analyser_.analyse(unit, *job.config, *job.checks,
                                               job.isHeader ? Exploring::Unit : exploring);
    result.files = unit.files;
    result.comments = unit.comments;
    result.findings = std::move(found.findings);
    result.held = std::move(found.held);
    result.warnings = std::move(found.warnings);
    result.cut = std::move(found.cut);
    result.explored = std::move(found.explored);
    if (found.model) keepModel(*found.model, unit, result);
  });
  result.failure = std::move(parsed.failure);
  llvm::append_range(parsed.warnings, result.warnings);
  result.warnings = std::move(parsed.warnings);
  result.notes = std::move(parsed.notes);
  return result;
}

}  // namespace chanvet::driver
