#include "report/Witness.h"

#include <string>
#include <system_error>

#include <fmt/format.h>
#include <llvm/ADT/STLExtras.h>
#include <llvm/ADT/SmallString.h>
#include <llvm/Support/FileSystem.h>
#include <llvm/Support/Path.h>

namespace chanvet::report {

namespace {

// Fibers are called by their number, in the order in which they are started; who started the others
// is 0, whatever it is called.
unsigned numberOf(llvm::StringRef fiber) {
  unsigned number = 0;
  if (fiber.consume_front("fiber ")) fiber.getAsInteger(10, number);
  return number;
}

std::string textOf(const Place& place) {
  if (place.endLine <= place.line) return fmt::format("{}:{}", place.file, place.line);
  return fmt::format("{}:{}-{}", place.file, place.line, place.endLine);
}

std::string lineOf(llvm::StringRef word, const TraceStep& step) {
  std::string choice = step.choice < 0 ? "-" : std::to_string(step.choice);
  std::string peer = step.peer.empty() ? "-" : std::to_string(numberOf(step.peer));
  return fmt::format("{} {} {} {} {} {}\n", word.str(), numberOf(step.fiber), step.operation,
                     choice, peer, textOf(step.place));
}

llvm::StringRef wordOf(const TraceStep& step) {
  if (step.isBlocked) return "blocked";
  return step.isNext ? "next" : "step";
}

// Branches and calls follow from the others, or are taken for granted.
bool isStep(const TraceStep& step) { return !step.operation.empty(); }

llvm::Error cannotWrite(llvm::StringRef path, std::error_code error) {
  return llvm::createStringError(error, "cannot write '" + path + "': " + error.message());
}

}  // namespace

bool hasSchedule(const Finding& finding) { return llvm::any_of(finding.trace, isStep); }

void writeWitness(const Finding& finding, llvm::raw_ostream& out) {
  out << "chanvet-schedule 1\n"
      << "check " << finding.check << '\n'
      << "fingerprint " << finding.fingerprint << '\n'
      << "message " << finding.message << '\n';
  // Where nobody is blocked or about to do something, the last operation is what must not happen.
  const TraceStep& last = *llvm::find_if(llvm::reverse(finding.trace), isStep);
  bool isDeath = !last.isBlocked && !last.isNext;
  for (const TraceStep& step : finding.trace) {
    if (step.isAssumed)
      out << fmt::format("assumes {} {}\n", numberOf(step.fiber), textOf(step.place));
    else if (isStep(step))
      out << lineOf(&step == &last && isDeath ? "dies" : wordOf(step), step);
  }
}

llvm::Error writeWitnesses(const Run& run, llvm::StringRef directory) {
  if (std::error_code error = llvm::sys::fs::create_directories(directory))
    return cannotWrite(directory, error);
  for (const Finding& finding : run.findings) {
    if (!hasSchedule(finding)) continue;
    llvm::SmallString<256> path(directory);
    llvm::sys::path::append(path, finding.check + "-" + finding.fingerprint + ".schedule");
    std::error_code error;
    llvm::raw_fd_ostream out(path, error);
    if (error) return cannotWrite(path, error);
    writeWitness(finding, out);
    out.close();
    if (std::error_code failed = out.error()) {
      out.clear_error();
      return cannotWrite(path, failed);
    }
  }
  return llvm::Error::success();
}

}  // namespace chanvet::report
