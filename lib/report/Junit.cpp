// JUnit's XML. A check is a suite, and a file with findings of it a test case that fails: names
// that stay the same when lines move, so that CI systems see what is new and what is mended.
#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <llvm/ADT/StringExtras.h>

#include "report/Report.h"
#include "report/TextLayout.h"
#include "report/Words.h"

namespace chanvet::report {
namespace {

// XML knows no control characters, not even escaped: they are replaced as on a terminal.
std::string escaped(llvm::StringRef text) {
  std::string result;
  llvm::raw_string_ostream out(result);
  llvm::printHTMLEscaped(printable(text), out);
  return result;
}

std::string attribute(llvm::StringRef name, llvm::StringRef value) {
  return fmt::format(" {}=\"{}\"", name.str(), escaped(onOneLine(value)));
}

using FindingsByFile = std::map<std::string, std::vector<const Finding*>>;

class JunitWriter {
 public:
  JunitWriter(const Run& run, llvm::raw_ostream& out) : run_(run), out_(out) {
    for (const Rule& rule : run.rules) suites_[rule.name];
    for (const Finding& finding : run.findings) {
      suites_[finding.check][relativeTo(finding.place.file, run.sourceRoot)].push_back(&finding);
    }
  }

  void write() {
    std::size_t tests = run_.failures.size();
    std::size_t failures = 0;
    for (const auto& [check, files] : suites_) {
      tests += testsOf(files);
      failures += files.size();
    }
    out_ << "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
         << fmt::format("<testsuites name=\"chanvet\"{}>\n",
                        counts(tests, failures, run_.failures.size()));
    for (const auto& [check, files] : suites_) writeSuite(check, files);
    writeUnits();
    out_ << "</testsuites>\n";
  }

 private:
  // A check that found nothing is one test, which passes.
  static std::size_t testsOf(const FindingsByFile& files) {
    return files.empty() ? 1 : files.size();
  }

  static std::string counts(std::size_t tests, std::size_t failures, std::size_t errors) {
    return fmt::format(" tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"0\"", tests, failures,
                       errors);
  }

  void writeSuite(llvm::StringRef check, const FindingsByFile& files) {
    out_ << fmt::format("  <testsuite{}{}>\n", attribute("name", check),
                        counts(testsOf(files), files.size(), 0));
    writeProperties(check);
    if (files.empty()) {
      out_ << fmt::format("    <testcase name=\"all files\"{}/>\n", attribute("classname", check));
    }
    for (const auto& [file, findings] : files) writeCase(check, file, findings);
    out_ << "  </testsuite>\n";
  }

  void writeProperties(llvm::StringRef check) {
    out_ << "    <properties>\n";
    property("version", run_.toolVersion);
    for (const Rule& rule : run_.rules) {
      if (rule.name != check) continue;
      property("summary", rule.summary);
      property("precision", rule.precision);
    }
    out_ << "    </properties>\n";
  }

  void property(llvm::StringRef name, llvm::StringRef value) {
    out_ << fmt::format("      <property{}{}/>\n", attribute("name", name),
                        attribute("value", value));
  }

  // Several consumers read the first failure of a test case only, so there is one for all findings.
  void writeCase(llvm::StringRef check, llvm::StringRef file,
                 llvm::ArrayRef<const Finding*> findings) {
    Severity worst = Severity::Info;
    std::string text;
    for (const Finding* finding : findings) {
      worst = std::max(worst, finding->severity);
      text += textOf(*finding);
    }
    std::string message = findings.front()->message;
    if (findings.size() > 1) message += fmt::format(" (and {} more)", findings.size() - 1);
    out_ << fmt::format("    <testcase{}{}{}>\n", attribute("name", file),
                        attribute("classname", check), attribute("file", file))
         << fmt::format("      <failure{}{}>{}</failure>\n", attribute("message", message),
                        attribute("type", severityName(worst)), escaped(text))
         << "    </testcase>\n";
  }

  std::string textOf(const Finding& finding) const {
    std::string text =
        lineOf(finding.place,
               fmt::format("{}: {}", severityName(finding.severity).str(), finding.message));
    for (const RelatedPlace& note : explanationOf(finding)) {
      text += lineOf(note.place, "note: " + note.message);
    }
    return text;
  }

  std::string lineOf(const Place& place, llvm::StringRef text) const {
    return fmt::format("{}:{}:{}: {}\n", onOneLine(relativeTo(place.file, run_.sourceRoot)),
                       place.line, place.column, onOneLine(text));
  }

  void writeUnits() {
    if (run_.failures.empty()) return;
    out_ << fmt::format("  <testsuite name=\"units\"{}>\n",
                        counts(run_.failures.size(), 0, run_.failures.size()));
    for (const Failure& failure : run_.failures) {
      const std::string unit = relativeTo(failure.unit, run_.sourceRoot);
      out_ << fmt::format("    <testcase{} classname=\"units\"{}>\n", attribute("name", unit),
                          attribute("file", unit))
           << fmt::format("      <error{} type=\"not analysed\"/>\n",
                          attribute("message", failure.reason))
           << "    </testcase>\n";
    }
    out_ << "  </testsuite>\n";
  }

  const Run& run_;
  llvm::raw_ostream& out_;
  std::map<std::string, FindingsByFile> suites_;  // by check
};

}  // namespace

void writeJunit(const Run& run, SourceCache&, llvm::raw_ostream& out, const TextOptions&) {
  JunitWriter(run, out).write();
}

}  // namespace chanvet::report
