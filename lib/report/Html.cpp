// A page that holds all it needs: findings, the code around their places, and the schedule as a
// sequence diagram. What the page looks like is in lib/report/html; here is what stands in it.
#include <map>

#include <fmt/format.h>
#include <llvm/ADT/STLExtras.h>
#include <llvm/ADT/StringExtras.h>
#include <llvm/Support/Base64.h>
#include <llvm/Support/JSON.h>
#include <llvm/Support/Mustache.h>
#include <llvm/Support/Path.h>
#include <llvm/Support/SHA256.h>

#include "report/Changes.h"
#include "report/Diagram.h"
#include "report/Excerpt.h"
#include "report/HtmlPage.h"
#include "report/Report.h"
#include "report/Schedule.h"
#include "report/TextLayout.h"
#include "report/Words.h"

namespace chanvet::report {
namespace {

namespace json = llvm::json;

// A key that is null has no section; an empty text would have one.
json::Value unlessEmpty(std::string text) {
  return text.empty() ? json::Value(nullptr) : json::Value(std::move(text));
}

json::Value unlessEmpty(json::Array array, llvm::StringRef key) {
  return array.empty() ? json::Value(nullptr)
                       : json::Value(json::Object{{key.str(), std::move(array)}});
}

// The hash by which the page allows its own script and style, and nothing else to run.
std::string integrityOf(llvm::StringRef text) {
  return "sha256-" + llvm::encodeBase64(llvm::SHA256::hash(llvm::arrayRefFromStringRef(text)));
}

// One finding as the template takes it.
class FindingWriter {
 public:
  FindingWriter(const Run& run, SourceCache& sources, const Finding& finding, std::size_t number)
      : run_(run),
        sources_(sources),
        finding_(finding),
        id_(fmt::format("f{}", number)),
        schedule_(scheduleOf(finding)),
        excerpts_(excerptsOf(finding, schedule_, sources)) {}

  json::Object write() {
    return json::Object{{"id", id_},
                        {"severity", severityName(finding_.severity)},
                        {"check", printable(finding_.check)},
                        {"message", printable(finding_.message)},
                        {"where", shownPlace(finding_.place)},
                        {"shortWhere", fileNameAndLine(finding_.place)},
                        {"anchor", anchorOf(finding_.place)},
                        {"function", unlessEmpty(printable(finding_.function))},
                        {"count", unlessEmpty(schedule_.steps.empty() ? "" : countOf(schedule_))},
                        {"diagram", diagram()},
                        {"ends", ends()},
                        {"leftOut", unlessEmpty(printable(llvm::join(schedule_.leftOut, ", ")))},
                        {"files", files()},
                        {"fix", fix()}};
  }

 private:
  json::Value diagram() {
    if (schedule_.steps.empty()) return nullptr;
    DiagramLinks links;
    links.prefix = id_;
    links.anchorOf = [this](const Place& place) { return anchorOf(place); };
    return diagramOf(schedule_, StepPlaces(schedule_, run_.workingDirectory), links);
  }

  // How each blocked fiber ends.
  json::Value ends() const {
    json::Array ends;
    for (const ScheduledStep& step : schedule_.steps) {
      if (!step.step->isBlocked) continue;
      ends.push_back(json::Object{{"fiber", printable(schedule_.lanes[step.lane].name)},
                                  {"color", colorOf(step.lane)},
                                  {"step", stepId(step)},
                                  {"what", printable(step.step->message)},
                                  {"where", fileNameAndLine(step.step->place)}});
    }
    return unlessEmpty(std::move(ends), "list");
  }

  json::Array files() {
    json::Array files;
    for (std::size_t i = 0; i < excerpts_.size(); ++i) {
      json::Array blocks;
      for (const ExcerptBlock& block : excerpts_[i].blocks) {
        json::Array lines;
        for (const ExcerptLine& line : block) lines.push_back(codeLine(line, i));
        blocks.push_back(json::Object{{"lines", std::move(lines)}});
      }
      files.push_back(json::Object{{"file", shownPath(excerpts_[i].file)},
                                   {"isReadable", excerpts_[i].isReadable},
                                   {"blocks", std::move(blocks)}});
    }
    return files;
  }

  json::Object codeLine(const ExcerptLine& line, std::size_t file) const {
    json::Array badges;
    for (std::size_t index : line.steps) {
      const ScheduledStep& step = schedule_.steps[index];
      badges.push_back(json::Object{{"number", step.number},
                                    {"color", colorOf(step.lane)},
                                    {"step", stepId(step)},
                                    {"isBlocked", step.step->isBlocked},
                                    {"spoken", fmt::format("step {}", step.number)}});
    }
    json::Array notes;
    for (const std::string& note : line.notes) notes.push_back(printable(note));
    const ShownLine shown(line.text);
    return json::Object{{"lineId", lineId(file, line.number)},
                        {"number", line.number},
                        {"isPrimary", line.isPrimary},
                        {"isTaken", !line.steps.empty()},
                        {"before", shown.slice(0, line.markFrom)},
                        {"marked", shown.slice(line.markFrom, line.markTo)},
                        {"after", shown.slice(line.markTo, shown.width())},
                        {"badges", std::move(badges)},
                        {"notes", std::move(notes)}};
  }

  json::Value fix() {
    if (!finding_.fix) return nullptr;
    json::Array files;
    for (const auto& [file, edits] : editsByFile(*finding_.fix, sources_)) {
      json::Array changes;
      for (const Change& change : changesOf(file, edits, sources_)) {
        json::Array lines;
        for (const ChangedLine& line : change) {
          const char* kind = line.sign == '+' ? "added" : line.sign == '-' ? "removed" : "same";
          lines.push_back(json::Object{{"number", line.number},
                                       {"sign", std::string(1, line.sign)},
                                       {"kind", kind},
                                       {"text", line.text}});
        }
        changes.push_back(json::Object{{"lines", std::move(lines)}});
      }
      files.push_back(json::Object{{"file", shownPath(file)}, {"changes", std::move(changes)}});
    }
    return json::Object{{"description", printable(finding_.fix->description)},
                        {"files", std::move(files)}};
  }

  std::string stepId(const ScheduledStep& step) const {
    return fmt::format("{}s{}", id_, step.number);
  }

  std::string lineId(std::size_t file, unsigned line) const {
    return fmt::format("{}l{}-{}", id_, file, line);
  }

  // What has no place leads to the finding itself.
  std::string anchorOf(const Place& place) const {
    const auto file = llvm::find_if(
        excerpts_, [&](const FileExcerpt& excerpt) { return excerpt.file == place.file; });
    return file == excerpts_.end() ? id_ : lineId(file - excerpts_.begin(), place.line);
  }

  std::string shownPath(llvm::StringRef file) const {
    return printable(relativeTo(file, run_.workingDirectory));
  }

  std::string shownPlace(const Place& place) const {
    return fmt::format("{}:{}:{}", shownPath(place.file), place.line, place.column);
  }

  static std::string fileNameAndLine(const Place& place) {
    return fmt::format("{}:{}", printable(llvm::sys::path::filename(place.file)), place.line);
  }

  const Run& run_;
  SourceCache& sources_;
  const Finding& finding_;
  const std::string id_;
  const Schedule schedule_;
  const std::vector<FileExcerpt> excerpts_;
};

json::Array severitiesOf(const Run& run) {
  const Summary summary = summarise(run);
  json::Array severities;
  auto add = [&](llvm::StringRef name, unsigned count) {
    if (count > 0) severities.push_back(json::Object{{"name", name}, {"count", count}});
  };
  add("error", summary.errors);
  add("warning", summary.warnings);
  add("info", summary.infos);
  return severities;
}

json::Array checksOf(const Run& run) {
  std::map<std::string, unsigned> counts;
  for (const Finding& finding : run.findings) ++counts[finding.check];
  json::Array checks;
  for (const auto& [name, count] : counts) {
    checks.push_back(json::Object{{"name", printable(name)}, {"count", count}});
  }
  return checks;
}

// The failures and notes of the run.
json::Array remarksOf(const Run& run) {
  json::Array remarks;
  auto add = [&](llvm::StringRef severity, const std::string& unit, const std::string& text) {
    remarks.push_back(json::Object{{"severity", severity},
                                   {"unit", printable(relativeTo(unit, run.workingDirectory))},
                                   {"text", printable(text)}});
  };
  for (const Failure& failure : run.failures) {
    add("error", failure.unit, "not analysed: " + failure.reason);
  }
  for (const Note& note : run.notes) add("info", note.unit, note.message);
  return remarks;
}

json::Object pageOf(const Run& run, SourceCache& sources, const detail::HtmlPage& parts) {
  json::Array findings;
  for (const Finding& finding : run.findings) {
    findings.push_back(FindingWriter(run, sources, finding, findings.size() + 1).write());
  }
  return json::Object{{"style", parts.style},
                      {"script", parts.script},
                      {"styleHash", integrityOf(parts.style)},
                      {"scriptHash", integrityOf(parts.script)},
                      {"version", run.toolVersion},
                      {"summary", summaryLine(run)},
                      {"isClean", run.findings.empty()},
                      {"severities", severitiesOf(run)},
                      {"checks", checksOf(run)},
                      {"findings", unlessEmpty(std::move(findings), "list")},
                      {"remarks", unlessEmpty(remarksOf(run), "list")}};
}

}  // namespace

void writeHtml(const Run& run, SourceCache& sources, llvm::raw_ostream& out, const TextOptions&) {
  const detail::HtmlPage parts = detail::htmlPage();
  llvm::BumpPtrAllocator allocator;
  llvm::StringSaver saver(allocator);
  llvm::mustache::MustacheContext context(allocator, saver);
  llvm::mustache::Template page(parts.page, context);
  page.render(pageOf(run, sources, parts), out);
}

}  // namespace chanvet::report
