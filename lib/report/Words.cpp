#include "report/Words.h"

#include <fmt/format.h>
#include <llvm/ADT/STLExtras.h>
#include <llvm/Support/ErrorHandling.h>
#include <llvm/Support/JSON.h>

namespace chanvet::report {

llvm::StringRef severityName(Severity severity) {
  switch (severity) {
    case Severity::Error:
      return "error";
    case Severity::Warning:
      return "warning";
    case Severity::Info:
      return "info";
  }
  llvm_unreachable("unknown severity");
}

std::string relativeTo(llvm::StringRef file, llvm::StringRef directory) {
  directory = directory.rtrim('/');
  llvm::StringRef rest = file;
  if (directory.empty() || !rest.consume_front(directory) || !rest.consume_front("/")) {
    return file.str();
  }
  return rest.str();
}

std::string validUtf8(llvm::StringRef text) {
  return llvm::json::isUTF8(text) ? text.str() : llvm::json::fixUTF8(text);
}

std::vector<std::string> fibersOf(const Finding& finding) {
  std::vector<std::string> fibers;
  for (const TraceStep& step : finding.trace) {
    if (!llvm::is_contained(fibers, step.fiber)) fibers.push_back(step.fiber);
  }
  return fibers;
}

std::vector<RelatedPlace> notesOf(const Finding& finding) {
  std::vector<RelatedPlace> notes = finding.related;
  const bool hasLanes = fibersOf(finding).size() > 1;
  for (std::size_t i = 0; i < finding.trace.size(); ++i) {
    const TraceStep& step = finding.trace[i];
    notes.push_back(
        {step.place, fmt::format("step {}: {}{}{}", i + 1, hasLanes ? step.fiber + ": " : "",
                                 step.message, step.state.empty() ? "" : " [" + step.state + "]")});
  }
  return notes;
}

std::vector<RelatedPlace> explanationOf(const Finding& finding) {
  std::vector<RelatedPlace> texts = notesOf(finding);
  if (finding.fix) texts.push_back({finding.place, "fix: " + finding.fix->description});
  return texts;
}

}  // namespace chanvet::report
