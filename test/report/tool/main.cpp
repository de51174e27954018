// chanvet_report_tool RUN.json FORMAT [--color] [--width=N] [--root=DIR] [--summary]
//
// Reads a run in the shape of `--format json`, writes it to stdout in FORMAT. Relative paths are
// below --root, which is also the source root and the working directory. --summary writes the
// summary line to stderr. Beside "findings", "summary", "failures" and "notes" the file may
// hold
//   "rules" [{name,summary,doc,severity,precision,tags}], "arguments", "successful",
// and for suppressions
//   "commentsIn"              files whose comments are applied
//   "statements"              {comment's line: [first,last]}; else the statement after a comment is
//                             the next line that is not blank and no comment
//   "enabledChecks"           else all are
//   "complete"                false: a unit failed
//   "incompleteComments"      true: not everything that may use the comments was looked at
//   "doubleCloseDidNotRunIn"  files where channel-double-close did not run
#include <cstdlib>
#include <tuple>

#include <llvm/ADT/STLExtras.h>
#include <llvm/Support/JSON.h>
#include <llvm/Support/MemoryBuffer.h>
#include <llvm/Support/Path.h>
#include <llvm/Support/raw_ostream.h>

#include "report/Fingerprint.h"
#include "report/Report.h"
#include "report/Suppressions.h"

using namespace chanvet;
using llvm::StringRef;
namespace json = llvm::json;

namespace {

[[noreturn]] void die(const llvm::Twine& message) {
  llvm::errs() << "chanvet_report_tool: " << message << '\n';
  std::exit(2);
}

class Reader {
 public:
  explicit Reader(StringRef root) : root_(root) {}

  report::Run read(const json::Object& object) {
    report::Run run;
    run.toolVersion = "1.2.3";
    run.sourceRoot = run.workingDirectory = root_;
    for (const json::Object* item : objects(object, "findings")) {
      run.findings.push_back(finding(*item));
    }
    for (const json::Object* item : objects(object, "rules")) run.rules.push_back(rule(*item));
    for (const json::Object* item : objects(object, "failures")) {
      run.failures.push_back({path(text(*item, "unit")), text(*item, "reason")});
    }
    for (const json::Object* item : objects(object, "notes")) {
      run.notes.push_back(
          {path(text(*item, "unit")), text(*item, "function"), text(*item, "message")});
    }
    run.arguments = texts(object, "arguments");
    if (const json::Object* summary = object.getObject("summary")) {
      run.units = number(*summary, "units");
      run.unitsAnalysed = number(*summary, "unitsAnalysed");
    }
    run.successful = object.getBoolean("successful").value_or(true);
    sortAndUnique(run.findings);
    if (object.get("commentsIn")) suppress(run, object);
    report::projectFirst(run.findings, run.sourceRoot);
    report::addFingerprints(run.findings, sources_);
    return run;
  }

 private:
  void suppress(report::Run& run, const json::Object& object) {
    std::vector<report::Comment> comments;
    const json::Object* statements = object.getObject("statements");
    for (const std::string& file : texts(object, "commentsIn")) {
      for (report::Comment& comment : commentsIn(path(file), statements)) {
        comment.isComplete = !object.getBoolean("incompleteComments").value_or(false);
        comments.push_back(std::move(comment));
      }
    }
    report::SuppressionOptions options;
    for (const report::Rule& rule : report::suppressionRules()) run.rules.push_back(rule);
    for (const report::Rule& rule : run.rules) options.knownChecks.push_back(rule.name);
    options.enabledChecks =
        object.get("enabledChecks") ? texts(object, "enabledChecks") : options.knownChecks;
    const std::vector<std::string> partial = texts(object, "doubleCloseDidNotRunIn");
    options.ranIn = [&](StringRef check, StringRef file) {
      return check != "channel-double-close" ||
             llvm::none_of(partial, [&](const std::string& name) { return path(name) == file; });
    };
    options.complete = object.getBoolean("complete").value_or(true);
    run.findings =
        report::applySuppressions(std::move(run.findings), std::move(comments), options, sources_)
            .findings;
  }

  std::vector<report::Comment> commentsIn(const std::string& file, const json::Object* statements) {
    std::vector<report::Comment> comments;
    const auto source = sources_.text(file);
    if (!source) die("cannot read " + file);
    for (std::size_t start = 0; (start = source->find('/', start)) != StringRef::npos;) {
      const StringRef rest = source->drop_front(start);
      std::size_t length = 1;
      if (rest.starts_with("//")) length = std::min(rest.find('\n'), rest.size());
      if (rest.starts_with("/*")) length = rest.find("*/") + 2;
      if (length > 1 && report::mayBeSuppression(rest.take_front(length))) {
        comments.push_back(comment(file, *source, start, start + length, statements));
      }
      start += length;
    }
    return comments;
  }

  report::Comment comment(const std::string& file, StringRef source, std::size_t start,
                          std::size_t end, const json::Object* statements) {
    report::Comment comment;
    comment.text = source.slice(start, end);
    std::tie(comment.place.line, comment.place.column) = positionOf(source, start);
    std::tie(comment.place.endLine, comment.place.endColumn) = positionOf(source, end);
    comment.place.file = file;
    if (statements) {
      if (const json::Array* lines = statements->getArray(std::to_string(comment.place.line))) {
        comment.statementFirstLine = *(*lines)[0].getAsInteger();
        comment.statementLastLine = *(*lines)[1].getAsInteger();
        return comment;
      }
    }
    for (unsigned line = comment.place.endLine + 1; sources_.line(file, line); ++line) {
      const StringRef text = sources_.line(file, line)->trim();
      if (text.empty() || text.starts_with("//")) continue;
      comment.statementFirstLine = comment.statementLastLine = line;
      break;
    }
    return comment;
  }

  static std::pair<unsigned, unsigned> positionOf(StringRef source, std::size_t offset) {
    const StringRef before = source.take_front(offset);
    return {before.count('\n') + 1, offset - (before.rfind('\n') + 1) + 1};
  }

  Finding finding(const json::Object& object) {
    Finding finding;
    finding.check = text(object, "check");
    finding.severity = severity(text(object, "severity"));
    finding.message = text(object, "message");
    finding.place = place(object);
    finding.function = text(object, "function");
    finding.primitives = texts(object, "primitives");
    for (const json::Object* item : objects(object, "related")) {
      finding.related.push_back({place(*item), text(*item, "message")});
    }
    for (const json::Object* item : objects(object, "trace")) {
      finding.trace.push_back(step(*item));
    }
    if (const json::Object* fix = object.getObject("fix")) {
      finding.fix.emplace();
      finding.fix->description = text(*fix, "description");
      for (const json::Object* item : objects(*fix, "edits")) {
        finding.fix->edits.push_back({place(*item), text(*item, "replacement")});
      }
    }
    return finding;
  }

  TraceStep step(const json::Object& object) {
    TraceStep step;
    step.place = place(object);
    step.message = text(object, "message");
    step.fiber = text(object, "fiber");
    step.depth = number(object, "depth");
    step.operation = text(object, "operation");
    step.primitive = text(object, "primitive");
    step.state = text(object, "state");
    step.peer = text(object, "peer");
    step.choice = object.getInteger("choice").value_or(-1);
    step.isBlocked = object.getBoolean("blocked").value_or(false);
    step.isNext = object.getBoolean("next").value_or(false);
    return step;
  }

  report::Rule rule(const json::Object& object) {
    report::Rule rule;
    rule.name = text(object, "name");
    rule.summary = text(object, "summary");
    rule.doc = text(object, "doc");
    rule.severity = severity(text(object, "severity"));
    if (object.get("precision")) rule.precision = text(object, "precision");
    rule.tags = texts(object, "tags");
    return rule;
  }

  Place place(const json::Object& object) {
    Place place;
    place.file = path(text(object, "file"));
    place.line = number(object, "line");
    place.column = number(object, "column");
    place.endLine = number(object, "endLine");
    place.endColumn = number(object, "endColumn");
    return place;
  }

  std::string path(StringRef name) const {
    if (llvm::sys::path::is_absolute(name)) return name.str();
    return root_ + "/" + name.str();
  }

  static Severity severity(StringRef name) {
    if (name == "error") return Severity::Error;
    if (name == "info") return Severity::Info;
    return Severity::Warning;
  }

  static std::string text(const json::Object& object, StringRef key) {
    return object.getString(key).value_or("").str();
  }

  static unsigned number(const json::Object& object, StringRef key) {
    return object.getInteger(key).value_or(0);
  }

  static std::vector<std::string> texts(const json::Object& object, StringRef key) {
    std::vector<std::string> result;
    if (const json::Array* array = object.getArray(key)) {
      for (const json::Value& value : *array) result.push_back(value.getAsString()->str());
    }
    return result;
  }

  static std::vector<const json::Object*> objects(const json::Object& object, StringRef key) {
    std::vector<const json::Object*> result;
    if (const json::Array* array = object.getArray(key)) {
      for (const json::Value& value : *array) result.push_back(value.getAsObject());
    }
    return result;
  }

  std::string root_;
  report::SourceCache sources_;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) die("usage: chanvet_report_tool RUN.json FORMAT [options]");
  report::TextOptions options;
  std::string root = "/src";
  bool withSummary = false;
  for (StringRef argument : llvm::ArrayRef(argv, argc).drop_front(3)) {
    if (argument == "--color") {
      options.color = true;
    } else if (argument == "--summary") {
      withSummary = true;
    } else if (argument.consume_front("--root=")) {
      root = argument.str();
    } else if (!argument.consume_front("--width=") || argument.getAsInteger(10, options.width)) {
      die("unknown option " + argument);
    }
  }

  auto buffer = llvm::MemoryBuffer::getFile(argv[1]);
  if (!buffer) die(llvm::Twine(argv[1]) + ": " + buffer.getError().message());
  auto value = json::parse((*buffer)->getBuffer());
  if (!value) die(llvm::Twine(argv[1]) + ": " + llvm::toString(value.takeError()));
  const report::Format* format = report::findFormat(argv[2]);
  if (!format) die(llvm::Twine("unknown format ") + argv[2]);

  const report::Run run = Reader(root).read(*value->getAsObject());
  report::SourceCache sources;
  format->write(run, sources, llvm::outs(), options);
  if (withSummary) llvm::errs() << report::summaryLine(run) << '\n';
}
