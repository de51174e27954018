// Workflow commands of GitHub Actions, which become annotations of the changed lines. A command is
// a line of its own, so that nothing of the analysed code may begin one.
#include <string>

#include <fmt/format.h>

#include "report/Report.h"
#include "report/TextLayout.h"
#include "report/Words.h"

namespace chanvet::report {
namespace {

llvm::StringRef commandOf(Severity severity) {
  return severity == Severity::Info ? "notice" : severityName(severity);
}

// The inverse of what the runner decodes (ActionCommand.cs of actions/runner). It decodes carriage
// returns as well; these are not printable, and have been replaced before.
std::string escaped(llvm::StringRef text, bool isProperty) {
  std::string result;
  for (char c : text) {
    if (c == '%') {
      result += "%25";
    } else if (c == '\n') {
      result += "%0A";
    } else if (isProperty && c == ':') {
      result += "%3A";
    } else if (isProperty && c == ',') {
      result += "%2C";
    } else {
      result += c;
    }
  }
  return result;
}

class GithubWriter {
 public:
  GithubWriter(const Run& run, llvm::raw_ostream& out) : run_(run), out_(out) {}

  void write(const Finding& finding) {
    std::string message = onOneLine(finding.message);
    for (const RelatedPlace& note : explanationOf(finding)) {
      message += fmt::format("\n{}:{}: {}", shown(note.place.file), note.place.line,
                             onOneLine(note.message));
    }
    command(commandOf(finding.severity), regionOf(finding.place), finding.check, message);
  }

  void write(const Failure& failure) {
    command("error", property("file", shown(failure.unit)), "not analysed",
            onOneLine(failure.reason));
  }

 private:
  void command(llvm::StringRef name, llvm::StringRef where, llvm::StringRef title,
               llvm::StringRef message) {
    out_ << fmt::format("::{} {},{}::{}\n", name.str(), where.str(),
                        property("title", onOneLine(title)), escaped(message, false));
  }

  // Columns make sense to GitHub within one line only.
  std::string regionOf(const Place& place) const {
    std::string region = property("file", shown(place.file)) + fmt::format(",line={}", place.line);
    if (place.endLine > place.line) return region + fmt::format(",endLine={}", place.endLine);
    region += fmt::format(",endLine={},col={}", place.line, place.column);
    if (place.endLine == 0) return region;
    return region + fmt::format(",endColumn={}", place.endColumn);
  }

  std::string shown(llvm::StringRef file) const {
    return onOneLine(relativeTo(file, run_.sourceRoot));
  }

  static std::string property(llvm::StringRef name, llvm::StringRef value) {
    return name.str() + "=" + escaped(value, true);
  }

  const Run& run_;
  llvm::raw_ostream& out_;
};

}  // namespace

void writeGithub(const Run& run, SourceCache&, llvm::raw_ostream& out, const TextOptions&) {
  GithubWriter writer(run, out);
  for (const Finding& finding : run.findings) writer.write(finding);
  for (const Failure& failure : run.failures) writer.write(failure);
}

}  // namespace chanvet::report
