#include "Known.h"

#include <set>
#include <string>
#include <utility>

#include <fmt/format.h>
#include <llvm/Support/FileSystem.h>
#include <llvm/Support/Path.h>

#include "Terminal.h"

namespace chanvet::tool {

namespace {

llvm::Error failure(const llvm::Twine& message) {
  return llvm::createStringError(llvm::inconvertibleErrorCode(), message);
}

std::string countOf(const std::vector<driver::KnownFindings>& entries) {
  unsigned count = 0;
  for (const driver::KnownFindings& entry : entries) count += entry.count;
  return fmt::format("{} finding{}", count, count == 1 ? "" : "s");
}

void tellStale(const std::vector<driver::KnownFindings>& stale) {
  printWarning("the baseline has " + countOf(stale) +
               " not there any more; --update-baseline=shrink removes:");
  for (const driver::KnownFindings& entry : stale)
    printWarning(fmt::format("  {}: {} [{}]{}", entry.file, entry.message, entry.check,
                             entry.count > 1 ? fmt::format(" ({} times)", entry.count) : ""));
}

}  // namespace

llvm::Expected<std::optional<driver::Baseline>> openBaseline(const Options& options,
                                                             driver::Configs& configs) {
  auto config = configs.forFile(driver::normalPath("a.cpp", workingDirectory()));
  if (!config) return config.takeError();
  const std::string& file = (*config)->baseline().value;
  const bool isUpdated = options.baselineUpdate != BaselineUpdate::None;
  if (file.empty()) {
    if (!isUpdated) return std::nullopt;
    return failure("--update-baseline needs --baseline FILE, or 'baseline' in .chanvet.yaml");
  }
  llvm::StringRef directory = llvm::sys::path::parent_path(file);
  if (isUpdated && !llvm::sys::fs::is_directory(directory))
    return failure("cannot write '" + file + "': there is no directory '" + directory + "'");
  if (isUpdated && !llvm::sys::fs::exists(file)) return driver::Baseline::empty(file);
  llvm::Expected<driver::Baseline> baseline = driver::Baseline::read(file, workingDirectory());
  if (baseline) return std::move(*baseline);
  return llvm::joinErrors(
      baseline.takeError(),
      failure("without the baseline nothing is analysed: restore it, or remove it and make a new "
              "one with --update-baseline"));
}

llvm::Error applyBaseline(driver::Baseline& baseline, const Options& options,
                          const driver::Runner& runner, report::Run& run,
                          report::SourceCache& sources) {
  const std::set<std::size_t> known = baseline.apply(
      run.findings, sources,
      [&](llvm::StringRef check, llvm::StringRef file) { return runner.isSettled(check, file); });
  run.known = known.size();
  report::keepFindings(run, [&](std::size_t index) { return !known.contains(index); });
  const std::vector<driver::KnownFindings>& stale = baseline.stale();
  if (options.baselineUpdate == BaselineUpdate::None) {
    if (!stale.empty() && !options.quiet) tellStale(stale);
    return llvm::Error::success();
  }
  if (!stale.empty() && !options.quiet) printNote("the baseline loses " + countOf(stale));
  if (options.baselineUpdate == BaselineUpdate::All) {
    if (!run.findings.empty() && !options.quiet)
      printNote(fmt::format("the baseline gains {} finding{}", run.findings.size(),
                            run.findings.size() == 1 ? "" : "s"));
    run.known += run.findings.size();
    report::keepFindings(run, [](std::size_t) { return false; });
    baseline.addNew();
  } else {
    baseline.shrink();
  }
  return baseline.save();
}

}  // namespace chanvet::tool
