// One line per place: what editors, terminals and grep understand.
#include <fmt/format.h>

#include "report/Report.h"
#include "report/TextLayout.h"
#include "report/Words.h"

namespace chanvet::report {
namespace {

class ShortWriter {
 public:
  ShortWriter(const Run& run, llvm::raw_ostream& out) : run_(run), out_(out) {}

  void write(const Finding& finding) {
    line(finding.place, severityName(finding.severity),
         fmt::format("{} [{}]", finding.message, finding.check));
    for (const RelatedPlace& note : explanationOf(finding)) line(note.place, "note", note.message);
  }

  void write(const Failure& failure) {
    out_ << fmt::format("{}: error: not analysed: {}\n",
                        onOneLine(relativeTo(failure.unit, run_.workingDirectory)),
                        onOneLine(failure.reason));
  }

 private:
  void line(const Place& place, llvm::StringRef kind, llvm::StringRef message) {
    out_ << fmt::format("{}:{}:{}: {}: {}\n",
                        onOneLine(relativeTo(place.file, run_.workingDirectory)), place.line,
                        place.column, kind.str(), onOneLine(message));
  }

  const Run& run_;
  llvm::raw_ostream& out_;
};

}  // namespace

void writeShort(const Run& run, SourceCache&, llvm::raw_ostream& out, const TextOptions&) {
  ShortWriter writer(run, out);
  for (const Finding& finding : run.findings) writer.write(finding);
  for (const Failure& failure : run.failures) writer.write(failure);
}

}  // namespace chanvet::report
