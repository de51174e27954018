#include "stacks/Reports.h"

#include <algorithm>
#include <optional>
#include <string>
#include <tuple>
#include <utility>

#include <llvm/ADT/STLExtras.h>
#include <llvm/ADT/SmallString.h>
#include <llvm/ADT/StringExtras.h>
#include <llvm/Support/JSON.h>
#include <llvm/Support/Path.h>

namespace chanvet::stacks {

namespace {

using llvm::StringRef;
namespace json = llvm::json;

StringRef text(const json::Object& object, StringRef key) {
  return object.getString(key).value_or("");
}

unsigned number(const json::Object& object, StringRef key, unsigned otherwise = 0) {
  const std::int64_t value = object.getInteger(key).value_or(otherwise);
  return value >= 0 && value <= INT32_MAX ? value : otherwise;
}

// The objects in a list; nothing when there is no such list.
std::vector<const json::Object*> objects(const json::Object& object, StringRef key) {
  std::vector<const json::Object*> result;
  if (const json::Array* list = object.getArray(key))
    for (const json::Value& value : *list)
      if (const json::Object* item = value.getAsObject()) result.push_back(item);
  return result;
}

const json::Object& object(const json::Object& outer, StringRef key) {
  static const json::Object kNone;
  const json::Object* found = outer.getObject(key);
  return found ? *found : kNone;
}

Severity severityNamed(StringRef name) {
  if (name == "error") return Severity::Error;
  return name == "warning" ? Severity::Warning : Severity::Info;
}

std::string absolute(StringRef file, StringRef directory) {
  if (file.empty()) return "";
  llvm::SmallString<256> path(file);
  llvm::sys::path::make_absolute(directory, path);
  llvm::sys::path::remove_dots(path, /*remove_dot_dot=*/true);
  return path.str().str();
}

// --- json ----------------------------------------------------------------------------------------

class JsonReader {
 public:
  explicit JsonReader(StringRef directory) : directory_(directory) {}

  Finding finding(const json::Object& item) const {
    Finding finding;
    finding.check = text(item, "check");
    finding.severity = severityNamed(text(item, "severity"));
    finding.message = text(item, "message");
    finding.place = place(item);
    finding.function = text(item, "function");
    if (const json::Array* names = item.getArray("primitives"))
      for (const json::Value& name : *names)
        finding.primitives.push_back(name.getAsString().value_or("").str());
    for (const json::Object* related : objects(item, "related"))
      finding.related.push_back({place(*related), text(*related, "message").str()});
    for (const json::Object* each : objects(item, "trace")) finding.trace.push_back(step(*each));
    StringRef fingerprint = text(item, "fingerprint");
    if (fingerprint.consume_front("v1:")) finding.fingerprint = fingerprint;
    return finding;
  }

 private:
  Place place(const json::Object& item) const {
    return {absolute(text(item, "file"), directory_), number(item, "line"),
            std::max(number(item, "column"), 1U), number(item, "endLine"),
            number(item, "endColumn")};
  }

  TraceStep step(const json::Object& item) const {
    TraceStep step;
    step.place = place(item);
    step.message = text(item, "message");
    step.fiber = text(item, "fiber");
    step.depth = number(item, "depth");
    step.operation = text(item, "operation");
    step.primitive = text(item, "primitive");
    step.state = text(item, "state");
    step.peer = text(item, "peer");
    if (std::optional<std::int64_t> choice = item.getInteger("choice")) step.choice = *choice;
    step.isBlocked = item.getBoolean("blocked").value_or(false);
    step.isNext = item.getBoolean("next").value_or(false);
    return step;
  }

  StringRef directory_;
};

// --- sarif ---------------------------------------------------------------------------------------

// The path that a URI names, with %XX as the characters they stand for.
std::string pathOf(StringRef uri) {
  uri.consume_front("file://");
  std::string path;
  while (!uri.empty()) {
    unsigned code = 0;
    if (uri.starts_with("%") && uri.size() > 2 && !uri.substr(1, 2).getAsInteger(16, code)) {
      path += static_cast<char>(code);
      uri = uri.drop_front(3);
    } else {
      path += uri.front();
      uri = uri.drop_front();
    }
  }
  return path;
}

// The text without the backslashes before brackets and backslashes.
std::string unescaped(StringRef text) {
  std::string result;
  while (!text.empty()) {
    const bool isEscape = text.size() > 1 && text[0] == '\\' && StringRef("[]\\").contains(text[1]);
    if (isEscape) text = text.drop_front();
    result += text.front();
    text = text.drop_front();
  }
  return result;
}

class SarifReader {
 public:
  SarifReader(const json::Object& run, StringRef directory) : run_(run), directory_(directory) {}

  Finding finding(const json::Object& result) const {
    Finding finding;
    finding.check = text(result, "ruleId");
    finding.severity = severityNamed(text(result, "level"));
    for (const json::Object* location : objects(result, "locations")) {
      finding.place = place(*location);
      for (const json::Object* logical : objects(*location, "logicalLocations"))
        finding.function = text(*logical, "fullyQualifiedName");
    }
    for (const json::Object* related : objects(result, "relatedLocations"))
      finding.related.push_back({place(*related), message(*related)});
    finding.message = ownMessage(result, !finding.related.empty());
    addTrace(result, finding);
    finding.fingerprint = text(object(result, "partialFingerprints"), "chanvet/v1");
    return finding;
  }

 private:
  static std::string message(const json::Object& item) {
    return unescaped(text(object(item, "message"), "text"));
  }

  // The links to related places, and the full stop, are the format's.
  static std::string ownMessage(const json::Object& result, bool hasRelated) {
    StringRef whole = text(object(result, "message"), "text");
    if (hasRelated) whole = whole.take_front(whole.find("](1)"));
    if (hasRelated) whole = whole.take_front(whole.rfind(": ["));
    whole.consume_back(".");
    return whole.contains("](") || whole.contains("\\[") ? unescaped(whole) : whole.str();
  }

  Place place(const json::Object& location) const {
    const json::Object& physical = object(location, "physicalLocation");
    const json::Object& region = object(physical, "region");
    Place place;
    place.file = file(object(physical, "artifactLocation"));
    place.line = number(region, "startLine");
    place.column = number(region, "startColumn", 1);
    place.endLine = number(region, "endLine", place.line);
    place.endColumn = number(region, "endColumn", place.column + 1);
    return place;
  }

  std::string file(const json::Object& artifact) const {
    const std::string path = pathOf(text(artifact, "uri"));
    if (path.empty()) return "";
    const json::Object& bases = object(run_, "originalUriBaseIds");
    const std::string root = pathOf(text(object(bases, text(artifact, "uriBaseId")), "uri"));
    return absolute(path, root.empty() ? directory_ : root);
  }

  // The first code flow has all steps in one thread flow, with the fiber's name before the message
  // when there are several.
  void addTrace(const json::Object& result, Finding& finding) const {
    const auto flows = objects(result, "codeFlows");
    if (flows.empty()) return;
    const bool hasFibers = flows.size() > 1;
    for (const json::Object* thread : objects(*flows.front(), "threadFlows"))
      for (const json::Object* location : objects(*thread, "locations"))
        finding.trace.push_back(step(*location, hasFibers));
  }

  TraceStep step(const json::Object& flowLocation, bool hasFibers) const {
    const json::Object& location = object(flowLocation, "location");
    TraceStep step;
    step.place = place(location);
    step.message = message(location);
    if (hasFibers) std::tie(step.fiber, step.message) = split(step.message);
    if (!hasFibers) step.depth = number(flowLocation, "nestingLevel");
    for (const auto& [name, state] : object(flowLocation, "state"))
      if (const json::Object* message = state.getAsObject()) step.state = text(*message, "text");
    step.isBlocked = text(flowLocation, "importance") == "essential" &&
                     StringRef(step.message).ends_with("for ever");
    return step;
  }

  static std::pair<std::string, std::string> split(const std::string& message) {
    auto [fiber, what] = StringRef(message).split(": ");
    return {fiber.str(), what.str()};
  }

  const json::Object& run_;
  StringRef directory_;
};

llvm::Error noReport() {
  return llvm::createStringError("it is no report of chanvet in the format json or sarif");
}

std::vector<Finding> withPlace(std::vector<Finding> findings) {
  llvm::erase_if(findings, [](const Finding& finding) { return !finding.place.isValid(); });
  return findings;
}

}  // namespace

llvm::Expected<std::vector<Finding>> readReport(StringRef text, StringRef directory) {
  llvm::Expected<json::Value> value = json::parse(text);
  if (!value) return value.takeError();
  const json::Object* report = value->getAsObject();
  if (!report) return noReport();
  std::vector<Finding> findings;
  if (report->getArray("findings") && report->getInteger("version")) {
    for (const json::Object* item : objects(*report, "findings"))
      findings.push_back(JsonReader(directory).finding(*item));
    return withPlace(std::move(findings));
  }
  if (!report->getArray("runs")) return noReport();
  for (const json::Object* run : objects(*report, "runs"))
    for (const json::Object* result : objects(*run, "results"))
      findings.push_back(SarifReader(*run, directory).finding(*result));
  return withPlace(std::move(findings));
}

}  // namespace chanvet::stacks
