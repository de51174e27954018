#include "report/Words.h"

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

}  // namespace chanvet::report
