#include "Advice.h"

#include <set>
#include <string>

#include <fmt/format.h>
#include <llvm/ADT/STLExtras.h>
#include <llvm/Support/raw_ostream.h>

#include "Output.h"

namespace chanvet::tool {

namespace {

// Of this many, nobody mends all before the next commit.
constexpr std::size_t kMany = 10;

void print(const std::string& line) { llvm::errs() << "help: " << line << '\n'; }

// The first of those that are worst.
const Finding& worst(const std::vector<Finding>& findings) {
  return *llvm::max_element(
      findings, [](const Finding& a, const Finding& b) { return a.severity < b.severity; });
}

void adviseExplain(const report::Run& run) {
  std::set<std::string> checks;
  for (const Finding& finding : run.findings) checks.insert(finding.check);
  const std::size_t others = checks.size() - 1;
  std::string more;
  if (others > 0) more = fmt::format("; {} other check{} likewise", others, others == 1 ? "" : "s");
  print(fmt::format("`chanvet explain {}` says why, and how to mend it{}",
                    worst(run.findings).check, more));
}

void adviseFix(const report::Run& run) {
  const auto fixable =
      llvm::count_if(run.findings, [](const Finding& finding) { return finding.fix.has_value(); });
  if (fixable == 0) return;
  print(fmt::format("`--fix` can mend {} of {}, and `--fix-dry-run` shows how", fixable,
                    run.findings.size()));
}

void adviseSilence(const report::Run& run) {
  print(fmt::format(
      "what is wrong or wanted is silenced beside the code: `// chanvet: ignore[{}] REASON`",
      worst(run.findings).check));
}

void adviseBaseline() {
  print(
      "`--baseline FILE --update-baseline` takes all as known; then `--baseline FILE` tells new "
      "ones only");
}

}  // namespace

void printAdvice(const Options& options, const report::Run& run, const AdviceOptions& advice,
                 llvm::function_ref<bool(const Finding&)> fails) {
  if (options.quiet || !showsText(options) || llvm::none_of(run.findings, fails)) return;
  adviseExplain(run);
  if (!advice.areInSources) return;
  if (options.fixing == Fixing::None) adviseFix(run);
  const bool canAdopt = !advice.hasBaseline && options.changedSince.empty();
  if (canAdopt && run.findings.size() >= kMany)
    adviseBaseline();
  else
    adviseSilence(run);
}

}  // namespace chanvet::tool
