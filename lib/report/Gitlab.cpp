// GitLab's Code Quality report: the part of Code Climate's issues that GitLab reads.
#include <llvm/Support/ErrorHandling.h>
#include <llvm/Support/JSON.h>

#include "report/Fingerprint.h"
#include "report/Report.h"
#include "report/Words.h"

namespace chanvet::report {
namespace {

constexpr llvm::StringLiteral kNotAnalysed = "unit-not-analysed";

llvm::StringRef severityOf(Severity severity) {
  switch (severity) {
    case Severity::Error:
      return "critical";
    case Severity::Warning:
      return "major";
    case Severity::Info:
      return "info";
  }
  llvm_unreachable("unknown severity");
}

class GitlabWriter {
 public:
  GitlabWriter(const Run& run, llvm::raw_ostream& out) : run_(run), json_(out, /*IndentSize=*/2) {}

  void write() {
    json_.array([&] {
      for (const Finding& finding : run_.findings)
        issue(finding.check, finding.message, severityOf(finding.severity), finding.fingerprint,
              finding.place);
      for (const Failure& failure : run_.failures) write(failure);
    });
  }

 private:
  void write(const Failure& failure) {
    const std::string unit = relativeTo(failure.unit, run_.sourceRoot);
    Place place;
    place.file = failure.unit;
    place.line = 1;
    issue(kNotAnalysed, "not analysed: " + failure.reason, "blocker",
          fingerprintOf({kNotAnalysed, unit}), place);
  }

  void issue(llvm::StringRef check, llvm::StringRef description, llvm::StringRef severity,
             llvm::StringRef fingerprint, const Place& place) {
    json_.object([&] {
      text("description", description);
      text("check_name", check);
      text("fingerprint", fingerprint);
      text("severity", severity);
      json_.attributeObject("location", [&] {
        text("path", relativeTo(place.file, run_.sourceRoot));
        json_.attributeObject("lines", [&] {
          json_.attribute("begin", place.line);
          if (place.endLine > place.line) json_.attribute("end", place.endLine);
        });
      });
    });
  }

  void text(llvm::StringRef key, llvm::StringRef value) { json_.attribute(key, validUtf8(value)); }

  const Run& run_;
  llvm::json::OStream json_;
};

}  // namespace

void writeGitlab(const Run& run, SourceCache&, llvm::raw_ostream& out, const TextOptions&) {
  GitlabWriter(run, out).write();
  out << '\n';
}

}  // namespace chanvet::report
