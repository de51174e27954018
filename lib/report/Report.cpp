#include "report/Report.h"

#include <fmt/format.h>
#include <llvm/ADT/STLExtras.h>
#include <llvm/ADT/StringExtras.h>
#include <llvm/ADT/StringSet.h>

#include "report/Words.h"

namespace chanvet::report {
namespace {

constexpr Format kFormats[] = {
    {"github", "annotations of GitHub Actions: workflow commands, for standard output",
     writeGithub},
    {"gitlab", "a Code Quality report of GitLab", writeGitlab},
    {"html", "a page with the schedule of each finding beside the code, to look at and to share",
     writeHtml},
    {"json", "every finding with all its places, for programs", writeJson},
    {"junit", "JUnit's XML, which most CI systems show", writeJunit},
    {"sarif", "SARIF 2.1.0, for code scanning services and editors", writeSarif},
    {"short", "one line per finding and note, for editors and logs", writeShort},
    {"text", "findings with their source lines, for people", writeText},
};

std::string counted(unsigned count, llvm::StringRef noun) {
  return fmt::format("{} {}{}", count, noun.str(), count == 1 ? "" : "s");
}

}  // namespace

llvm::ArrayRef<Format> formats() { return kFormats; }

const Format* findFormat(llvm::StringRef name) {
  const Format* format = llvm::find_if(kFormats, [&](const Format& f) { return f.name == name; });
  return format == std::end(kFormats) ? nullptr : format;
}

void projectFirst(std::vector<Finding>& findings, llvm::StringRef sourceRoot) {
  auto isOutside = [&](const Finding& finding) {
    return relativeTo(finding.place.file, sourceRoot) == finding.place.file;
  };
  llvm::sort(findings, [&](const Finding& a, const Finding& b) {
    if (isOutside(a) != isOutside(b)) return isOutside(b);
    return a < b;
  });
}

void keepFindings(Run& run, llvm::function_ref<bool(std::size_t index)> isKept) {
  std::vector<Finding> findings;
  for (std::size_t index = 0; index < run.findings.size(); ++index) {
    if (isKept(index)) findings.push_back(std::move(run.findings[index]));
  }
  run.findings = std::move(findings);
}

Summary summarise(const Run& run) {
  Summary summary;
  llvm::StringSet<> files;
  for (const Finding& finding : run.findings) {
    files.insert(finding.place.file);
    switch (finding.severity) {
      case Severity::Error:
        ++summary.errors;
        break;
      case Severity::Warning:
        ++summary.warnings;
        break;
      case Severity::Info:
        ++summary.infos;
        break;
    }
  }
  summary.files = files.size();
  return summary;
}

std::string summaryLine(const Run& run) {
  const Summary summary = summarise(run);
  std::vector<std::string> parts;
  if (summary.errors) parts.push_back(counted(summary.errors, "error"));
  if (summary.warnings) parts.push_back(counted(summary.warnings, "warning"));
  if (summary.infos) parts.push_back(counted(summary.infos, "info"));
  const std::string found = parts.empty()
                                ? "no findings"
                                : llvm::join(parts, ", ") + " in " + counted(summary.files, "file");
  const std::string known =
      run.known > 0 ? fmt::format("; {} known from the baseline", run.known) : "";
  return fmt::format("{}; {} of {}{}", found, run.unitsAnalysed, counted(run.units, "unit"), known);
}

}  // namespace chanvet::report
