// chanvet's own JSON (docs/output.md). Keys come in a fixed order; paths are absolute; columns
// count UTF-8 bytes.
#include <llvm/Support/JSON.h>

#include "report/Fingerprint.h"
#include "report/Report.h"
#include "report/Words.h"

namespace chanvet::report {
namespace {

class JsonWriter {
 public:
  explicit JsonWriter(llvm::raw_ostream& out) : json_(out, /*IndentSize=*/2) {}

  void write(const Run& run) {
    json_.object([&] {
      json_.attribute("version", 1);
      json_.attributeArray("findings", [&] {
        for (const Finding& finding : run.findings) write(finding);
      });
      json_.attributeObject("summary", [&] { writeSummary(run); });
      json_.attributeArray("failures", [&] {
        for (const Failure& failure : run.failures) write(failure);
      });
      json_.attributeArray("notes", [&] {
        for (const Note& note : run.notes) write(note);
      });
    });
  }

 private:
  void write(const Finding& finding) {
    json_.object([&] {
      text("check", finding.check);
      text("severity", severityName(finding.severity));
      text("message", finding.message);
      range(finding.place);
      text("function", finding.function);
      json_.attributeArray("primitives", [&] {
        for (const std::string& primitive : finding.primitives) json_.value(validUtf8(primitive));
      });
      json_.attributeArray("related", [&] {
        for (const RelatedPlace& related : finding.related) write(related);
      });
      json_.attributeArray("trace", [&] {
        for (const TraceStep& step : finding.trace) write(step);
      });
      if (finding.fix) json_.attributeObject("fix", [&] { writeFix(*finding.fix); });
      if (finding.observed) json_.attributeObject("observed", [&] { write(*finding.observed); });
      text("fingerprint", (kFingerprintVersion + ":" + finding.fingerprint).str());
    });
  }

  void write(const RelatedPlace& related) {
    json_.object([&] {
      start(related.place);
      text("message", related.message);
    });
  }

  void write(const TraceStep& step) {
    json_.object([&] {
      start(step.place);
      text("message", step.message);
      text("fiber", step.fiber);
      json_.attribute("depth", step.depth);
      writeSchedule(step);
    });
  }

  // What only steps of schedules have.
  void writeSchedule(const TraceStep& step) {
    unlessEmpty("operation", step.operation);
    unlessEmpty("primitive", step.primitive);
    unlessEmpty("state", step.state);
    unlessEmpty("peer", step.peer);
    if (step.choice >= 0) json_.attribute("choice", step.choice);
    if (step.isBlocked) json_.attribute("blocked", true);
    if (step.isNext) json_.attribute("next", true);
  }

  void writeFix(const Fix& fix) {
    text("description", fix.description);
    json_.attributeArray("edits", [&] {
      for (const Edit& edit : fix.edits) {
        json_.object([&] {
          range(edit.range);
          text("replacement", edit.replacement);
        });
      }
    });
  }

  void write(const Observation& observed) {
    json_.attribute("fibers", observed.fibers);
    if (observed.before) json_.attribute("before", *observed.before);
    text("wait", observed.wait);
    text("reason", observed.reason);
    json_.attribute("longestSeconds", observed.longestSeconds);
    json_.attribute("score", observed.score);
    unlessEmpty("confirms", observed.confirms);
  }

  void write(const Failure& failure) {
    json_.object([&] {
      text("unit", failure.unit);
      text("reason", failure.reason);
    });
  }

  void write(const Note& note) {
    json_.object([&] {
      text("unit", note.unit);
      text("function", note.function);
      text("message", note.message);
    });
  }

  void writeSummary(const Run& run) {
    const Summary summary = summarise(run);
    json_.attribute("errors", summary.errors);
    json_.attribute("warnings", summary.warnings);
    json_.attribute("infos", summary.infos);
    json_.attribute("files", summary.files);
    json_.attribute("units", run.units);
    json_.attribute("unitsAnalysed", run.unitsAnalysed);
  }

  void start(const Place& place) {
    text("file", place.file);
    json_.attribute("line", place.line);
    json_.attribute("column", place.column);
  }

  void range(const Place& place) {
    start(place);
    json_.attribute("endLine", place.endLine);
    json_.attribute("endColumn", place.endColumn);
  }

  void unlessEmpty(llvm::StringRef key, llvm::StringRef value) {
    if (!value.empty()) text(key, value);
  }

  void text(llvm::StringRef key, llvm::StringRef value) { json_.attribute(key, validUtf8(value)); }

  llvm::json::OStream json_;
};

}  // namespace

void writeJson(const Run& run, SourceCache&, llvm::raw_ostream& out, const TextOptions&) {
  JsonWriter(out).write(run);
  out << '\n';
}

}  // namespace chanvet::report
