#include "Output.h"

#include <string>
#include <vector>

#include <llvm/ADT/STLExtras.h>
#include <llvm/ADT/StringRef.h>
#include <llvm/Support/FileSystem.h>
#include <llvm/Support/Path.h>
#include <llvm/Support/Process.h>
#include <llvm/Support/raw_ostream.h>

#include "Terminal.h"
#include "report/Words.h"

namespace chanvet::tool {

namespace {

using llvm::StringRef;

std::string problemOfOutput(StringRef file) {
  StringRef directory = llvm::sys::path::parent_path(file);
  if (directory.empty()) directory = ".";
  if (!llvm::sys::fs::is_directory(directory))
    return ("cannot write '" + file + "': there is no directory '" + directory + "'").str();
  if (llvm::sys::fs::is_directory(file))
    return ("cannot write '" + file + "': it is a directory").str();
  bool exists = llvm::sys::fs::exists(file);
  if (!llvm::sys::fs::can_write(exists ? file : directory))
    return ("cannot write '" + file + "': permission denied").str();
  return "";
}

const report::Format* formatOf(const OutputRequest& request) {
  if (!request.format.empty()) return report::findFormat(request.format);
  bool isTerminal = llvm::sys::Process::StandardOutIsDisplayed();
  return report::findFormat(isTerminal ? "text" : "short");
}

bool check(llvm::raw_fd_ostream& out, const std::string& name) {
  if (!out.has_error()) return true;
  printError("cannot write " + name + ": " + out.error().message());
  out.clear_error();
  return false;
}

bool writeStandardOutput(const Options& options, const report::Format& format,
                         const report::Run& run, report::SourceCache& sources) {
  report::TextOptions text{useColor(options.color), terminalWidth()};
  llvm::raw_fd_ostream& out = llvm::outs();
  format.write(run, sources, out, text);
  out.flush();
  return check(out, "standard output");
}

bool writeFile(const std::string& file, const report::Format& format, const report::Run& run,
               report::SourceCache& sources) {
  std::error_code error;
  llvm::raw_fd_ostream out(file, error);
  if (error) {
    printError("cannot write '" + file + "': " + error.message());
    return false;
  }
  format.write(run, sources, out, {});
  out.close();
  return check(out, "'" + file + "'");
}

// Whether the report has the failures in words for people.
bool tellsFailures(const report::Format& format) {
  return llvm::is_contained({report::writeText, report::writeShort, report::writeGithub},
                            format.write);
}

// Standard output belongs to the diff of a dry run.
bool isWritten(const Options& options, const OutputRequest& request) {
  return !request.file.empty() || options.fixing != Fixing::DryRun;
}

// The format on standard output; null when there is none.
const report::Format* shownFormat(const Options& options) {
  for (const OutputRequest& request : options.outputs)
    if (request.file.empty() && isWritten(options, request)) return formatOf(request);
  return nullptr;
}

}  // namespace

bool canWrite(const Options& options) {
  std::vector<StringRef> files{options.statistics};
  for (const OutputRequest& request : options.outputs) files.push_back(request.file);
  for (StringRef file : files) {
    if (file.empty()) continue;
    if (std::string problem = problemOfOutput(file); !problem.empty()) {
      printError(problem);
      return false;
    }
  }
  return true;
}

bool writeReports(const Options& options, const report::Run& run, report::SourceCache& sources) {
  bool succeeded = true;
  for (const OutputRequest& request : options.outputs) {
    if (!isWritten(options, request)) continue;
    const report::Format& format = *formatOf(request);
    bool isDone = request.file.empty() ? writeStandardOutput(options, format, run, sources)
                                       : writeFile(request.file, format, run, sources);
    succeeded = isDone && succeeded;
  }
  return succeeded;
}

bool showsText(const Options& options) {
  const report::Format* shown = shownFormat(options);
  return shown && shown->write == report::writeText;
}

void printFailures(const Options& options, const report::Run& run) {
  const report::Format* shown = shownFormat(options);
  if (shown && tellsFailures(*shown)) return;
  for (const report::Failure& failure : run.failures)
    printError("'" + report::relativeTo(failure.unit, run.workingDirectory) +
               "': " + failure.reason);
}

}  // namespace chanvet::tool
