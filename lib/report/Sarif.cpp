// SARIF 2.1.0. What is optional in the standard is written when a consumer makes something of it;
// the comments say which.
#include <algorithm>
#include <map>

#include <fmt/format.h>
#include <llvm/ADT/STLExtras.h>
#include <llvm/ADT/StringExtras.h>
#include <llvm/Support/ConvertUTF.h>
#include <llvm/Support/JSON.h>

#include "report/Fingerprint.h"
#include "report/Report.h"
#include "report/Words.h"

namespace chanvet::report {
namespace {

constexpr llvm::StringLiteral kSchema =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

// What a notification can be about. SARIF's consumers find the entry by its index.
struct Descriptor {
  llvm::StringLiteral id;
  llvm::StringLiteral level;
  llvm::StringLiteral summary;
  llvm::StringLiteral description;
  llvm::StringLiteral help;
};
constexpr Descriptor kDescriptors[] = {
    {"unit-not-analysed", "error", "A unit was not analysed.",
     "A unit was not analysed, so that its findings are missing.",
     "Make the unit compile with the flags of its compile command."},
    {"function-partly-analysed", "note", "A function was analysed in part.",
     "Not all paths through a function, or not all schedules from it on, were followed, so that "
     "findings may be missing.",
     "Raise the budget: --max-steps or --max-states, or budget in .chanvet.yaml."},
};
constexpr int kUnitNotAnalysed = 0;
constexpr int kFunctionPartlyAnalysed = 1;

constexpr llvm::StringLiteral kRootId = "%SRCROOT%";

llvm::StringRef levelOf(Severity severity) {
  return severity == Severity::Info ? "note" : severityName(severity);
}

// The word GitHub sorts by.
llvm::StringRef problemSeverityOf(Severity severity) {
  return severity == Severity::Info ? "recommendation" : severityName(severity);
}

// "channel-send-after-close" as "ChannelSendAfterClose".
std::string pascalCase(llvm::StringRef name) {
  std::string result;
  bool startsWord = true;
  for (char c : name) {
    if (!llvm::isAlnum(c)) {
      startsWord = true;
      continue;
    }
    result += startsWord ? llvm::toUpper(c) : c;
    startsWord = false;
  }
  return result;
}

// A path as it stands in a URI: all but the unreserved characters and '/' become %XX.
std::string percentEncoded(llvm::StringRef path) {
  std::string result;
  for (char c : path) {
    if (llvm::isAlnum(c) || llvm::StringRef("-._~/").contains(c)) {
      result += c;
    } else {
      result += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return result;
}

std::string escapeBrackets(llvm::StringRef text) {
  std::string result;
  for (char c : text) {
    if (c == '[' || c == ']' || c == '\\') result += '\\';
    result += c;
  }
  return result;
}

// Viewers read [text](1) as a link to the related location 1, so code that looks like it is
// escaped. Other brackets are left alone: not every viewer takes the escapes away.
std::string escapeLinks(llvm::StringRef text) {
  return text.contains("](") ? escapeBrackets(text) : text.str();
}

std::string asSentence(std::string text) {
  if (!text.empty() && !llvm::StringRef(".!?").contains(text.back())) text += '.';
  return text;
}

// The first paragraph below the heading, on one line; nothing when there is no such heading.
std::string paragraphBelow(llvm::StringRef markdown, llvm::StringRef heading) {
  std::string result;
  bool isBelow = false;
  for (llvm::StringRef line : llvm::split(markdown, '\n')) {
    line = line.trim();
    if (line.starts_with("#")) {
      if (isBelow) break;
      isBelow = line.ltrim('#').trim() == heading;
      continue;
    }
    if (!isBelow) continue;
    if (line.starts_with("```") || (line.empty() && !result.empty())) break;
    if (!result.empty()) result += ' ';
    result += line;
  }
  return result;
}

// What is left to read of a page where markdown is not shown as such.
std::string plainText(llvm::StringRef markdown) {
  std::string result;
  for (llvm::StringRef line : llvm::split(markdown.trim(), '\n')) {
    if (line.starts_with("```")) continue;
    if (line.starts_with("#")) line = line.ltrim('#').ltrim();
    result += line;
    result += '\n';
  }
  return llvm::StringRef(result).rtrim().str();
}

// Characters outside the basic plane are two code units; a byte that is not UTF-8 counts as one.
unsigned utf16Length(llvm::StringRef text) {
  unsigned units = 0;
  while (!text.empty()) {
    const auto* begin = reinterpret_cast<const llvm::UTF8*>(text.data());
    const unsigned length = llvm::getNumBytesForUTF8(*begin);
    const bool isValid = length <= text.size() && llvm::isLegalUTF8Sequence(begin, begin + length);
    units += isValid && length == 4 ? 2 : 1;
    text = text.drop_front(isValid ? length : 1);
  }
  return units;
}

class SarifWriter {
 public:
  SarifWriter(const Run& run, SourceCache& sources, llvm::raw_ostream& out)
      : run_(run), sources_(sources), json_(out, /*IndentSize=*/2) {
    collectRules();
    collectArtifacts();
  }

  void write() {
    json_.object([&] {
      text("$schema", kSchema);
      text("version", "2.1.0");
      json_.attributeArray("runs", [&] { json_.object([&] { writeRun(); }); });
    });
  }

 private:
  // The rules of the run, and a bare one for every other check that has a finding.
  void collectRules() {
    for (const Rule& rule : run_.rules) rules_.try_emplace(rule.name, rule);
    for (const Finding& finding : run_.findings) {
      Rule bare;
      bare.name = finding.check;
      bare.summary = finding.check;
      bare.severity = finding.severity;
      rules_.try_emplace(finding.check, bare);
    }
    int index = 0;
    for (const auto& [name, rule] : rules_) ruleIndex_[name] = index++;
  }

  void collectArtifacts() {
    auto add = [&](const std::string& file) { artifactIndex_.try_emplace(file, 0); };
    for (const Finding& finding : run_.findings) {
      add(finding.place.file);
      for (const RelatedPlace& related : finding.related) add(related.place.file);
      for (const TraceStep& step : finding.trace) add(step.place.file);
      if (!finding.fix) continue;
      for (const Edit& edit : finding.fix->edits) add(edit.range.file);
    }
    for (const Note& note : run_.notes) add(note.unit);
    for (const Failure& failure : run_.failures) add(failure.unit);
    for (const auto& [file, position] : artifactIndex_) artifacts_.push_back(file);
    // By the path that is shown: the order does not depend on where the project lies.
    llvm::sort(artifacts_, [&](const std::string& left, const std::string& right) {
      return relativeTo(left, run_.sourceRoot) < relativeTo(right, run_.sourceRoot);
    });
    for (std::size_t i = 0; i < artifacts_.size(); ++i) artifactIndex_[artifacts_[i]] = int(i);
  }

  void writeRun() {
    json_.attributeObject("tool", [&] { json_.attributeObject("driver", [&] { writeDriver(); }); });
    json_.attributeArray("invocations", [&] { json_.object([&] { writeInvocation(); }); });
    if (!run_.sourceRoot.empty()) {
      json_.attributeObject("originalUriBaseIds", [&] {
        json_.attributeObject(kRootId, [&] { text("uri", fileUri(run_.sourceRoot + "/")); });
      });
    }
    json_.attributeArray("artifacts", [&] {
      for (const std::string& file : artifacts_) {
        json_.object([&] {
          json_.attributeObject("location", [&] { writeLocationOf(file); });
          text("sourceLanguage", llvm::StringRef(file).ends_with(".go") ? "go" : "cplusplus");
        });
      }
    });
    text("columnKind", "utf16CodeUnits");
    json_.attributeArray("results", [&] {
      for (const Finding& finding : run_.findings) json_.object([&] { writeResult(finding); });
    });
  }

  void writeDriver() {
    text("name", "chanvet");
    text("fullName", "chanvet " + run_.toolVersion);
    text("version", run_.toolVersion);
    text("semanticVersion", run_.toolVersion);
    json_.attributeArray("rules", [&] {
      for (const auto& [name, rule] : rules_) json_.object([&] { writeRule(rule); });
    });
    json_.attributeArray("notifications", [&] {
      for (const Descriptor& descriptor : kDescriptors)
        json_.object([&] { writeDescriptor(descriptor); });
    });
  }

  void writeDescriptor(const Descriptor& descriptor) {
    text("id", descriptor.id);
    text("name", pascalCase(descriptor.id));
    message("shortDescription", descriptor.summary);
    message("fullDescription", descriptor.description);
    message("help", descriptor.help);
    json_.attributeObject("defaultConfiguration", [&] { text("level", descriptor.level); });
  }

  void writeRule(const Rule& rule) {
    const std::string summary = asSentence(rule.summary);
    const std::string why = paragraphBelow(rule.doc, "Why");
    const std::string help = rule.doc.empty() ? summary : rule.doc;
    text("id", rule.name);
    text("name", pascalCase(rule.name));
    message("shortDescription", summary);
    message("fullDescription", why.empty() ? summary : summary + " " + why);
    json_.attributeObject("help", [&] {
      text("text", plainText(help));
      text("markdown", help);
    });
    json_.attributeObject("defaultConfiguration", [&] { text("level", levelOf(rule.severity)); });
    json_.attributeObject("properties", [&] {
      text("precision", rule.precision);
      text("problem.severity", problemSeverityOf(rule.severity));
      json_.attributeArray("tags", [&] {
        for (const std::string& tag : tagsOf(rule)) json_.value(validUtf8(tag));
      });
    });
  }

  // GitHub filters by them.
  static std::vector<std::string> tagsOf(const Rule& rule) {
    std::vector<std::string> tags = {"concurrency",
                                     llvm::StringRef(rule.name).split('-').first.str()};
    tags.insert(tags.end(), rule.tags.begin(), rule.tags.end());
    llvm::sort(tags);
    tags.erase(llvm::unique(tags), tags.end());
    return tags;
  }

  void writeInvocation() {
    json_.attribute("executionSuccessful", run_.successful);
    if (!run_.arguments.empty()) {
      json_.attributeArray("arguments", [&] {
        for (const std::string& argument : run_.arguments) json_.value(validUtf8(argument));
      });
    }
    if (!run_.workingDirectory.empty()) {
      json_.attributeObject("workingDirectory",
                            [&] { text("uri", fileUri(run_.workingDirectory + "/")); });
    }
    json_.attributeArray("toolExecutionNotifications", [&] {
      for (const Failure& failure : run_.failures) {
        json_.object([&] { writeNotification(failure); });
      }
      for (const Note& note : run_.notes) {
        json_.object([&] { writeNotification(note); });
      }
    });
  }

  void writeNotification(const Failure& failure) {
    writeNotification(
        kUnitNotAnalysed, failure.unit,
        "'" + relativeTo(failure.unit, run_.sourceRoot) + "' was not analysed: " + failure.reason);
  }

  void writeNotification(const Note& note) {
    writeNotification(kFunctionPartlyAnalysed, note.unit, note.message, note.function);
  }

  void writeNotification(int descriptor, const std::string& unit, const std::string& what,
                         llvm::StringRef function = "") {
    json_.attributeObject("descriptor", [&] {
      text("id", kDescriptors[descriptor].id);
      json_.attribute("index", descriptor);
    });
    text("level", kDescriptors[descriptor].level);
    message("message", asSentence(what));
    json_.attributeArray("locations", [&] {
      json_.object([&] {
        json_.attributeObject("physicalLocation", [&] { writeArtifactLocation(unit); });
        if (!function.empty()) writeLogicalLocation(function);
      });
    });
  }

  void writeResult(const Finding& finding) {
    text("ruleId", finding.check);
    json_.attribute("ruleIndex", ruleIndex_.at(finding.check));
    text("level", levelOf(finding.severity));
    message("message", messageWithLinks(finding));
    json_.attributeArray("locations", [&] { json_.object([&] { writePrimary(finding); }); });
    json_.attributeObject("partialFingerprints", [&] {
      text(("chanvet/" + kFingerprintVersion).str(), finding.fingerprint);
    });
    writeRelated(finding);
    writeCodeFlows(finding);
    writeObservation(finding);
    if (finding.fix && !finding.fix->edits.empty()) {
      json_.attributeArray("fixes", [&] { json_.object([&] { writeFix(*finding.fix); }); });
    }
  }

  // GitHub shows only the related locations that the message links to.
  static std::string messageWithLinks(const Finding& finding) {
    std::string result = escapeLinks(finding.message);
    for (std::size_t i = 0; i < finding.related.size(); ++i) {
      result += i == 0 ? ": " : ", ";
      result += fmt::format("[{}]({})", escapeBrackets(finding.related[i].message), i + 1);
    }
    return asSentence(result);
  }

  // Viewers mark the primary place in one line; a region of several lines hides the code.
  void writePrimary(const Finding& finding) {
    Place place = finding.place;
    const bool isOneLine = place.endLine == place.line && place.endColumn > place.column;
    if (!isOneLine) {
      const llvm::StringRef line = sources_.line(place.file, place.line).value_or("");
      const bool goesOn = place.endLine > place.line && line.size() >= place.column;
      place.endLine = place.line;
      place.endColumn = goesOn ? line.size() + 1 : place.column + 1;
    }
    json_.attributeObject("physicalLocation", [&] {
      writeArtifactLocation(place.file);
      json_.attributeObject("region", [&] {
        writeRegion(place);
        writeSnippet(place);
      });
    });
    if (!finding.function.empty()) writeLogicalLocation(finding.function);
  }

  void writeLogicalLocation(llvm::StringRef function) {
    json_.attributeArray("logicalLocations", [&] {
      json_.object([&] {
        text("fullyQualifiedName", function);
        text("kind", "function");
      });
    });
  }

  // So that a log is readable without the sources.
  void writeSnippet(const Place& place) {
    const auto line = sources_.line(place.file, place.line);
    if (!line || line->size() + 1 < place.endColumn) return;
    message("snippet", line->slice(place.column - 1, place.endColumn - 1));
  }

  void writeRelated(const Finding& finding) {
    if (finding.related.empty()) return;
    json_.attributeArray("relatedLocations", [&] {
      for (std::size_t i = 0; i < finding.related.size(); ++i) {
        const RelatedPlace& related = finding.related[i];
        json_.object([&] {
          json_.attribute("id", i + 1);
          writePhysicalLocation(related.place);
          message("message", escapeLinks(related.message));
        });
      }
    });
  }

  void writeCodeFlows(const Finding& finding) {
    if (finding.trace.empty()) return;
    const std::vector<std::string> fibers = fibersOf(finding);
    json_.attributeArray("codeFlows", [&] {
      json_.object([&] { writeInterleaved(finding, fibers); });
      if (fibers.size() > 1) json_.object([&] { writePerFiber(finding, fibers); });
    });
  }

  // Most viewers show the first thread flow of the first code flow and no other, so it holds every
  // step, and tells the fibers apart by name and indentation.
  void writeInterleaved(const Finding& finding, llvm::ArrayRef<std::string> fibers) {
    if (fibers.size() > 1) message("message", "All fibers in order of execution.");
    json_.attributeArray("threadFlows", [&] {
      json_.object([&] {
        json_.attributeArray("locations", [&] {
          for (std::size_t i = 0; i < finding.trace.size(); ++i) {
            const TraceStep& step = finding.trace[i];
            const auto lane = llvm::find(fibers, step.fiber) - fibers.begin();
            writeStep(finding, i, fibers.size() > 1 ? lane : step.depth,
                      fibers.size() > 1 ? step.fiber + ": " + step.message : step.message);
          }
        });
      });
    });
  }

  void writePerFiber(const Finding& finding, llvm::ArrayRef<std::string> fibers) {
    message("message", "Each fiber on its own.");
    json_.attributeArray("threadFlows", [&] {
      for (const std::string& fiber : fibers) {
        json_.object([&] {
          text("id", fiber);
          json_.attributeArray("locations", [&] {
            for (std::size_t i = 0; i < finding.trace.size(); ++i) {
              const TraceStep& step = finding.trace[i];
              if (step.fiber == fiber) writeStep(finding, i, step.depth, step.message);
            }
          });
        });
      }
    });
  }

  void writeStep(const Finding& finding, std::size_t index, unsigned level,
                 const std::string& what) {
    const TraceStep& step = finding.trace[index];
    json_.object([&] {
      json_.attributeObject("location", [&] {
        writePhysicalLocation(step.place);
        message("message", escapeLinks(what));
      });
      writeState(step);
      writeKinds(finding, index);
      json_.attribute("nestingLevel", level);
      json_.attribute("executionOrder", index + 1);
      if (step.isBlocked || step.isNext) text("importance", "essential");
    });
  }

  void writeState(const TraceStep& step) {
    if (step.state.empty()) return;
    json_.attributeObject("state", [&] {
      message(validUtf8(step.primitive.empty() ? step.operation : step.primitive), step.state);
    });
  }

  void writeKinds(const Finding& finding, std::size_t index) {
    const std::vector<llvm::StringRef> kinds = kindsOf(finding, index);
    if (kinds.empty()) return;
    json_.attributeArray("kinds", [&] {
      for (llvm::StringRef kind : kinds) json_.value(kind);
    });
  }

  // The words that the standard (3.38.8) has for what a step does; it has none for most of what is
  // done to channels. A step is a call when its fiber goes on inside of it.
  static std::vector<llvm::StringRef> kindsOf(const Finding& finding, std::size_t index) {
    const TraceStep& step = finding.trace[index];
    if (step.operation == "lock" || step.operation == "lock_shared") return {"acquire", "lock"};
    if (step.operation == "unlock" || step.operation == "unlock_shared") return {"release", "lock"};
    if (!step.operation.empty()) return {};
    const auto rest = llvm::ArrayRef(finding.trace).drop_front(index + 1);
    const auto next =
        llvm::find_if(rest, [&](const TraceStep& other) { return other.fiber == step.fiber; });
    const bool isCall = next != rest.end() && next->depth > step.depth;
    return isCall ? std::vector<llvm::StringRef>{"call", "function"}
                  : std::vector<llvm::StringRef>{};
  }

  // What the standard has no word for is in the bag of properties. A count beyond what viewers take
  // for an integer is cut.
  void writeObservation(const Finding& finding) {
    if (!finding.observed) return;
    const Observation& observed = *finding.observed;
    json_.attribute("occurrenceCount", std::min<std::uint64_t>(observed.fibers, INT32_MAX));
    json_.attributeObject("properties", [&] {
      if (observed.before) json_.attribute("before", *observed.before);
      text("wait", observed.wait);
      text("reason", observed.reason);
      json_.attribute("longestSeconds", observed.longestSeconds);
      json_.attribute("score", observed.score);
      if (!observed.confirms.empty()) text("confirms", observed.confirms);
    });
  }

  void writeFix(const Fix& fix) {
    message("description", asSentence(fix.description));
    std::map<std::string, std::vector<const Edit*>> editsOf;
    for (const Edit& edit : fix.edits) editsOf[edit.range.file].push_back(&edit);
    json_.attributeArray("artifactChanges", [&] {
      for (const auto& [file, edits] : editsOf) {
        json_.object([&] {
          writeArtifactLocation(file);
          json_.attributeArray("replacements", [&] {
            for (const Edit* edit : edits) json_.object([&] { writeReplacement(*edit); });
          });
        });
      }
    });
  }

  // Where nothing is inserted, the standard lets the content be left out; reviewdog dies of that.
  void writeReplacement(const Edit& edit) {
    json_.attributeObject("deletedRegion", [&] { writeRegion(edit.range); });
    message("insertedContent", edit.replacement);
  }

  void writePhysicalLocation(const Place& place) {
    json_.attributeObject("physicalLocation", [&] {
      writeArtifactLocation(place.file);
      json_.attributeObject("region", [&] { writeRegion(place); });
    });
  }

  void writeRegion(const Place& place) {
    json_.attribute("startLine", std::max(place.line, 1U));
    json_.attribute("startColumn", utf16Column(place.file, place.line, place.column));
    if (place.endLine < place.line) return;
    if (place.endLine > place.line) json_.attribute("endLine", place.endLine);
    json_.attribute("endColumn", utf16Column(place.file, place.endLine, place.endColumn));
  }

  // Without the source text the byte column has to do.
  unsigned utf16Column(llvm::StringRef file, unsigned line, unsigned column) {
    const auto text = sources_.line(file, line);
    if (!text || column == 0 || column - 1 > text->size()) return std::max(column, 1U);
    return utf16Length(text->take_front(column - 1)) + 1;
  }

  void writeArtifactLocation(const std::string& file) {
    json_.attributeObject("artifactLocation", [&] {
      writeLocationOf(file);
      json_.attribute("index", artifactIndex_.at(file));
    });
  }

  void writeLocationOf(const std::string& file) {
    const std::string relative = relativeTo(file, run_.sourceRoot);
    if (relative == file) {
      text("uri", fileUri(file));
      return;
    }
    text("uri", percentEncoded(relative));
    text("uriBaseId", kRootId);
  }

  static std::string fileUri(llvm::StringRef path) {
    if (path.ends_with("//")) path = path.drop_back();
    return "file://" + percentEncoded(path);
  }

  void message(llvm::StringRef key, llvm::StringRef value) {
    json_.attributeObject(key, [&] { text("text", value); });
  }

  void text(llvm::StringRef key, llvm::StringRef value) { json_.attribute(key, validUtf8(value)); }

  const Run& run_;
  SourceCache& sources_;
  llvm::json::OStream json_;
  std::map<std::string, Rule> rules_;  // by name, in the order in which they are written
  std::map<std::string, int> ruleIndex_;
  std::vector<std::string> artifacts_;  // the files named, in the order in which they are written
  std::map<std::string, int> artifactIndex_;
};

}  // namespace

void writeSarif(const Run& run, SourceCache& sources, llvm::raw_ostream& out, const TextOptions&) {
  SarifWriter(run, sources, out).write();
  out << '\n';
}

}  // namespace chanvet::report
