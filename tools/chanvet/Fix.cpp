#include "Fix.h"

#include <string>
#include <utility>

#include <fmt/format.h>
#include <llvm/Support/raw_ostream.h>

#include "Terminal.h"
#include "driver/Fixes.h"
#include "report/Words.h"

namespace chanvet::tool {

namespace {

std::string counted(std::size_t count, const char* one, const char* several) {
  return fmt::format("{} {}", count == 0 ? "no" : std::to_string(count),
                     count == 1 ? one : several);
}

void tell(const driver::Fixes& fixes, bool isDryRun) {
  for (const auto& [file, reason] : fixes.refusals())
    printWarning("'" + report::relativeTo(file, workingDirectory()) + "' is not fixed: " + reason);
  if (fixes.overlapping() > 0)
    printWarning(counted(fixes.overlapping(), "fix overlaps", "fixes overlap") +
                 " with others: run again");
  llvm::errs() << counted(fixes.count(), "fix", "fixes") << (isDryRun ? " to apply" : " applied")
               << (fixes.count() > 0 ? " in " + counted(fixes.fileCount(), "file", "files") : "")
               << '\n';
}

}  // namespace

bool applyFixes(const Options& options, const driver::Runner& runner, report::Run& run) {
  if (options.fixing == Fixing::None) return true;
  driver::Fixes fixes(run.sourceRoot, [&](const std::string& file, llvm::StringRef content) {
    return runner.isAnalysed(file, content);
  });
  fixes.add(run.findings);
  const bool isDryRun = options.fixing == Fixing::DryRun;
  bool succeeded = true;
  if (isDryRun) {
    fixes.writeDiff(llvm::outs());
  } else if (llvm::Error error = fixes.write()) {
    printError(llvm::toString(std::move(error)));
    succeeded = false;
  }
  if (!options.quiet) tell(fixes, isDryRun);
  if (!isDryRun)
    report::keepFindings(run, [&](std::size_t index) { return !fixes.isTaken(index); });
  return succeeded;
}

}  // namespace chanvet::tool
