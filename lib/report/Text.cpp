// Findings as rustc prints them: the source line, what is wrong underlined, the places that explain
// it beside or below, the trace as numbered steps, the fix as changed lines. ASCII only, so that it
// looks the same in every terminal and log.
#include <algorithm>
#include <limits>
#include <map>
#include <tuple>
#include <utility>

#include <fmt/format.h>
#include <llvm/ADT/STLExtras.h>
#include <llvm/ADT/StringExtras.h>
#include <llvm/Support/ErrorHandling.h>

#include "report/Changes.h"
#include "report/Lanes.h"
#include "report/Report.h"
#include "report/Schedule.h"
#include "report/TextLayout.h"
#include "report/Words.h"

namespace chanvet::report {
namespace {

using Color = llvm::raw_ostream::Colors;

// Text narrower than this is not wrapped further: it would be one word per line.
constexpr unsigned kMinimalWrap = 24;

// A part of a shown line with what is said about it.
struct Mark {
  unsigned from = 0;  // shown columns, [from, to)
  unsigned to = 0;
  bool isPrimary = false;
  std::size_t order = 0;  // among the marks of its line
  std::string label;
};

// The marked lines of one file.
struct Snippet {
  std::string file;
  Place first;  // where the arrow points
  std::map<unsigned, std::vector<std::pair<Place, const RelatedPlace*>>> lines;  // null: primary
};

class TextWriter {
 public:
  TextWriter(const Run& run, SourceCache& sources, llvm::raw_ostream& out,
             const TextOptions& options)
      : run_(run), sources_(sources), out_(out), width_(options.width) {
    out_.enable_colors(options.color);
  }

  void write(const Finding& finding) {
    color_ = colorOf(finding.severity);
    const std::vector<Snippet> snippets = snippetsOf(finding);
    gutter_ = gutterOf(finding, snippets);
    writeTitle(finding);
    for (const Snippet& snippet : snippets) writeSnippet(snippet, &snippet == &snippets.front());
    writeUnreadable(finding);
    writeTrace(finding);
    writeFix(finding);
    out_ << '\n';
  }

  void write(const Failure& failure) {
    paint(Color::RED, "error");
    bold(fmt::format(": {} was not analysed: {}", shownPath(failure.unit), failure.reason));
    out_ << "\n\n";
  }

 private:
  static Color colorOf(Severity severity) {
    switch (severity) {
      case Severity::Error:
        return Color::RED;
      case Severity::Warning:
        return Color::YELLOW;
      case Severity::Info:
        return Color::CYAN;
    }
    llvm_unreachable("unknown severity");
  }

  // --- what goes where ---------------------------------------------------------------------------

  bool isReadable(const Place& place) { return sources_.line(place.file, place.line).has_value(); }

  // One per file with a readable place: that of the primary place first, then in the order in which
  // the related places name them.
  std::vector<Snippet> snippetsOf(const Finding& finding) {
    std::vector<Snippet> snippets;
    auto add = [&](const Place& place, const RelatedPlace* related) {
      if (related && !isReadable(place)) return;
      auto snippet = llvm::find_if(snippets, [&](auto& s) { return s.file == place.file; });
      if (snippet == snippets.end()) {
        snippets.push_back({place.file, place, {}});
        snippet = std::prev(snippets.end());
      }
      if (isReadable(place)) snippet->lines[place.line].emplace_back(place, related);
    };
    add(finding.place, nullptr);
    for (const RelatedPlace& related : finding.related) add(related.place, &related);
    return snippets;
  }

  // The width of the widest line number that will be shown.
  static unsigned gutterOf(const Finding& finding, llvm::ArrayRef<Snippet> snippets) {
    unsigned last = finding.place.line;
    for (const Snippet& snippet : snippets) {
      if (!snippet.lines.empty()) last = std::max(last, snippet.lines.rbegin()->first);
    }
    if (finding.fix) {
      for (const Edit& edit : finding.fix->edits) last = std::max(last, edit.range.endLine);
    }
    return std::to_string(last).size();
  }

  // --- title and snippets ------------------------------------------------------------------------

  void writeTitle(const Finding& finding) {
    const std::string kind =
        fmt::format("{}[{}]", severityName(finding.severity).str(), finding.check);
    paint(color_, kind);
    const auto lines = wrap(": " + printable(finding.message), available(kind.size()));
    for (std::size_t i = 0; i < lines.size(); ++i) {
      if (i > 0) out_.indent(kind.size() + 2);
      bold(lines[i]);
      out_ << '\n';
    }
  }

  void writeSnippet(const Snippet& snippet, bool isFirst) {
    if (!isFirst) separate();
    out_.indent(gutter_);
    paint(Color::BLUE, isFirst ? "--> " : "::: ");
    out_ << shownPlace(snippet.first) << '\n';
    if (snippet.lines.empty()) return;

    separate();
    unsigned last = 0;
    for (const auto& [number, places] : snippet.lines) {
      writeGap(snippet.file, last, number);
      writeMarkedLine(snippet.file, number, places);
      last = number;
    }
  }

  // The lines between two marked ones: a single one is shown, more are left out.
  void writeGap(llvm::StringRef file, unsigned last, unsigned next) {
    if (last == 0 || next == last + 1) return;
    if (next > last + 2) {
      paint(Color::BLUE, "...");
      out_ << '\n';
      return;
    }
    const ShownLine line(sources_.line(file, last + 1).value_or(""));
    writeNumbered(last + 1, line.slice(0, width_ ? available(gutter_ + 3) : line.width()));
  }

  void writeMarkedLine(llvm::StringRef file, unsigned number,
                       llvm::ArrayRef<std::pair<Place, const RelatedPlace*>> places) {
    const ShownLine line(*sources_.line(file, number));
    std::vector<Mark> marks;
    for (const auto& [place, related] : places) {
      marks.push_back(markOf(place, related, line));
      marks.back().order = marks.size();
    }
    // Labels are written from right to left; of those that start together the last comes first.
    llvm::sort(marks, [](const Mark& a, const Mark& b) {
      return std::tie(a.from, b.order) < std::tie(b.from, a.order);
    });

    const unsigned shift = clip(number, line, marks);
    const unsigned room = width_ ? available(gutter_ + 3) : std::numeric_limits<unsigned>::max();
    for (Mark& mark : marks) {
      mark.from = std::min(mark.from - std::min(mark.from, shift), room - 1);
      mark.to = std::clamp(mark.to - std::min(mark.to, shift), mark.from + 1, room);
    }
    writeMarks(marks);
  }

  static Mark markOf(const Place& place, const RelatedPlace* related, const ShownLine& line) {
    Mark mark;
    mark.from = line.shownColumn(place.column);
    mark.to = place.endLine > place.line    ? line.width()
              : place.endLine == place.line ? line.shownColumn(place.endColumn)
                                            : 0;
    mark.to = std::max(mark.to, mark.from + 1);
    mark.isPrimary = !related;
    if (related) mark.label = printable(related->message);
    return mark;
  }

  // Writes the source line, or the part of it around the marks when it is too long for the
  // terminal. Returns by how many columns the rest was moved to the left.
  unsigned clip(unsigned number, const ShownLine& line, llvm::ArrayRef<Mark> marks) {
    constexpr llvm::StringLiteral kCut = "...";
    const unsigned room = available(gutter_ + 3);
    if (width_ == 0 || line.width() <= room) {
      writeNumbered(number, line.text());
      return 0;
    }
    unsigned end = 0;
    for (const Mark& mark : marks) end = std::max(end, mark.to);
    const unsigned begin = marks.front().from;
    const unsigned inner = room > 2 * kCut.size() ? room - 2 * kCut.size() : 1;
    if (end <= room - kCut.size()) {
      writeNumbered(number, line.slice(0, room - kCut.size()) + kCut.str());
      return 0;
    }
    // Centres the marks where they fit, and else starts a little before the first of them.
    const unsigned marked = end - begin;
    const unsigned before = marked < inner ? (inner - marked) / 2 : std::min(inner / 4, 8U);
    unsigned from = begin - std::min(begin, before);
    if (from <= kCut.size()) from = 0;
    const bool isCutBehind = from + inner < line.width();
    writeNumbered(number, (from > 0 ? kCut.str() : std::string()) + line.slice(from, from + inner) +
                              (isCutBehind ? kCut.str() : std::string()));
    return from > 0 ? from - kCut.size() : 0;
  }

  // The underlines, with the label of the rightmost mark beside them, and the other labels below.
  void writeMarks(llvm::ArrayRef<Mark> marks) {
    std::string underline;
    for (bool primary : {false, true}) {
      for (const Mark& mark : marks) {
        if (mark.isPrimary != primary) continue;
        if (underline.size() < mark.to) underline.resize(mark.to, ' ');
        std::fill(underline.begin() + mark.from, underline.begin() + mark.to, primary ? '^' : '-');
      }
    }

    std::vector<Mark> labelled;
    llvm::copy_if(marks, std::back_inserter(labelled),
                  [](const Mark& m) { return !m.label.empty(); });
    std::string beside;
    if (!labelled.empty() && isBeside(labelled.back(), underline.size())) {
      beside = labelled.back().label;
      labelled.pop_back();
    }
    bar();
    out_ << ' ';
    writeUnderline(underline);
    writeBeside(beside, underline.size() + 1, stemsOf(labelled));
    while (!labelled.empty()) writeBelow(labelled);
  }

  // A label stands beside the underlines when its own one is the last of them and there is room.
  bool isBeside(const Mark& mark, std::size_t end) const {
    const std::size_t column = gutter_ + 3 + end + 1;
    return mark.to >= end && (width_ == 0 || column + kMinimalWrap <= width_ ||
                              column + shownWidth(mark.label) <= width_);
  }

  void writeUnderline(llvm::StringRef underline) {
    while (!underline.empty()) {
      const char c = underline.front();
      const llvm::StringRef part = underline.take_while([&](char other) { return other == c; });
      if (c == ' ') {
        out_ << part;
      } else {
        paint(c == '^' ? color_ : Color::BLUE, part);
      }
      underline = underline.drop_front(part.size());
    }
  }

  void writeBeside(llvm::StringRef label, unsigned column, llvm::StringRef stems) {
    const auto lines = wrap(label, available(gutter_ + 3 + column));
    if (!label.empty()) out_ << ' ';
    paint(Color::BLUE, lines.front());
    out_ << '\n';
    for (const std::string& line : llvm::drop_begin(lines)) {
      bar();
      out_ << ' ';
      std::string before = stems.str();
      before.resize(std::max<std::size_t>(before.size(), column), ' ');
      paint(Color::BLUE, llvm::StringRef(before).take_front(column).str() + line);
      out_ << '\n';
    }
  }

  // A row of '|' under each mark, then the last label at the place of its own '|'.
  void writeBelow(std::vector<Mark>& labelled) {
    bar();
    out_ << ' ';
    paint(Color::BLUE, stemsOf(labelled));
    out_ << '\n';
    const Mark mark = labelled.back();
    labelled.pop_back();
    std::string before = stemsOf(labelled);
    before.resize(mark.from, ' ');
    for (const std::string& line : wrap(mark.label, available(gutter_ + 3 + mark.from))) {
      bar();
      out_ << ' ';
      paint(Color::BLUE, before + line);
      out_ << '\n';
    }
  }

  static std::string stemsOf(llvm::ArrayRef<Mark> marks) {
    std::string stems;
    for (const Mark& mark : marks) {
      if (stems.size() <= mark.from) stems.resize(mark.from + 1, ' ');
      stems[mark.from] = '|';
    }
    return stems;
  }

  // Related places whose source cannot be shown.
  void writeUnreadable(const Finding& finding) {
    bool isFirst = true;
    for (const RelatedPlace& related : finding.related) {
      if (isReadable(related.place)) continue;
      if (std::exchange(isFirst, false)) separate();
      writeNote("note",
                fmt::format("{}: {}", shownPlace(related.place), printable(related.message)));
    }
  }

  // --- trace -------------------------------------------------------------------------------------

  void writeTrace(const Finding& finding) {
    if (finding.trace.empty()) return;
    const Schedule schedule = scheduleOf(finding);
    separate();
    if (schedule.lanes.size() == 1 || !writeLanes(schedule)) writeSteps(schedule);
    if (schedule.leftOut.empty()) return;
    writeNote("note",
              "not shown, as they take no part: " + printable(llvm::join(schedule.leftOut, ", ")));
  }

  // The fibers side by side. False when there is no room for that.
  bool writeLanes(const Schedule& schedule) {
    const unsigned margin = gutter_ + 3;
    const StepPlaces places(schedule, run_.workingDirectory);
    const auto rows =
        lanesOf(schedule, places, width_ ? available(margin) : kWidthOfLanes - margin);
    if (!rows) return false;
    const std::string& file = places.onlyFile();
    writeNote("trace", countOf(schedule) + (file.empty() ? "" : " in " + file));
    for (const LaneRow& row : *rows) {
      out_.indent(margin);
      for (const LaneSpan& span : row) write(span);
      out_ << '\n';
    }
    return true;
  }

  void write(const LaneSpan& span) {
    switch (span.style) {
      case LaneStyle::Plain:
        out_ << span.text;
        return;
      case LaneStyle::Name:
        return bold(span.text);
      case LaneStyle::Line:
        return paint(Color::BLUE, span.text);
      case LaneStyle::State:
        return paint(Color::CYAN, span.text);
      case LaneStyle::Defect:
        return paint(color_, span.text);
    }
  }

  // One step below the other. Of several fibers, each has a column for a mark and nothing more.
  void writeSteps(const Schedule& schedule) {
    writeNote("trace", countOf(schedule));
    const bool hasLanes = schedule.lanes.size() > 1;
    const unsigned numberWidth = std::to_string(schedule.steps.back().number).size();
    const unsigned margin = gutter_ + 3;
    if (hasLanes) writeLaneNames(schedule, margin + numberWidth + 2);

    std::size_t placeWidth = 0;
    for (const ScheduledStep& step : schedule.steps) {
      const std::size_t width = shownWidth(shownPlace(step.step->place));
      if (width <= kLongestPlace) placeWidth = std::max(placeWidth, width);
    }
    for (std::size_t i = 0; i < schedule.steps.size(); ++i) {
      const ScheduledStep& step = schedule.steps[i];
      out_.indent(margin);
      paint(Color::BLUE, fmt::format("{:>{}}.", step.number, numberWidth));
      std::string after;
      if (hasLanes) {
        out_ << ' ';
        paint(step.step->isBlocked ? color_ : Color::BLUE, marksAt(schedule, i));
        after = marksBelow(schedule, i);
      }
      writeStep(schedule, step, margin + numberWidth + 1, after, placeWidth);
    }
  }

  static constexpr unsigned kWidthOfLanes = 100;  // when the output has none
  static constexpr std::size_t kLongestPlace = 40;

  void writeLaneNames(const Schedule& schedule, unsigned column) {
    std::string before;
    for (const Lane& lane : schedule.lanes) {
      out_.indent(column);
      paint(Color::BLUE, before);
      bold(printable(lane.name));
      out_ << '\n';
      before += "| ";
    }
  }

  // One column per fiber: a mark for the one that takes the step, '|' for those that are there.
  static std::string marksAt(const Schedule& schedule, std::size_t index) {
    std::string marks = marksBelow(schedule, index);
    const ScheduledStep& step = schedule.steps[index];
    marks[2 * step.lane] = step.step->isBlocked ? 'X' : '*';
    if (step.to && step.isStart) marks[2 * *step.to] = 'o';
    return marks;
  }

  static std::string marksBelow(const Schedule& schedule, std::size_t index) {
    std::string marks;
    for (std::size_t i = 0; i < schedule.lanes.size(); ++i) {
      if (!marks.empty()) marks += ' ';
      marks += schedule.isAlive(i, index) && schedule.isAlive(i, index + 1) ? '|' : ' ';
    }
    return marks;
  }

  void writeStep(const Schedule& schedule, const ScheduledStep& scheduled, unsigned column,
                 llvm::StringRef marksBelow, std::size_t placeWidth) {
    const TraceStep& step = *scheduled.step;
    std::string place = shownPlace(step.place);
    const unsigned width = shownWidth(place);
    if (width < placeWidth) place.append(placeWidth - width, ' ');
    out_ << ' ' << place << ' ';
    const unsigned depth = 2 * std::min(step.depth, 10U);
    const unsigned laneColumns = marksBelow.empty() ? 0 : marksBelow.size() + 1;
    const unsigned before = column + laneColumns + 2 + std::max<std::size_t>(width, placeWidth);
    const auto lines = wrap(textOf(schedule, scheduled), available(before + depth));
    out_.indent(depth) << ' ' << lines.front() << '\n';
    for (const std::string& line : llvm::drop_begin(lines)) {
      out_.indent(column);
      if (laneColumns) {
        out_ << ' ';
        paint(Color::BLUE, marksBelow);
      }
      out_.indent(before - column - laneColumns + depth + 1) << line << '\n';
    }
  }

  static std::string textOf(const Schedule& schedule, const ScheduledStep& scheduled) {
    const TraceStep& step = *scheduled.step;
    std::string text = printable(step.message);
    if (!step.state.empty()) text += " [" + printable(step.state) + "]";
    if (schedule.lanes.size() == 1) return text;
    if (scheduled.to && !scheduled.isStart) text += " -> " + nameOf(schedule, *scheduled.to);
    return nameOf(schedule, scheduled.lane) + ": " + text;
  }

  static std::string nameOf(const Schedule& schedule, std::size_t lane) {
    return printable(schedule.lanes[lane].name);
  }

  // --- fix ---------------------------------------------------------------------------------------

  void writeFix(const Finding& finding) {
    if (!finding.fix) return;
    separate();
    paint(Color::GREEN, "help");
    const auto lines = wrap(": " + printable(finding.fix->description), available(4));
    for (std::size_t i = 0; i < lines.size(); ++i) {
      if (i > 0) out_.indent(6);
      out_ << lines[i] << '\n';
    }
    for (const auto& [file, edits] : editsByFile(*finding.fix, sources_)) {
      if (file != finding.place.file) {
        out_.indent(gutter_);
        paint(Color::BLUE, "::: ");
        out_ << shownPath(file) << '\n';
      }
      writeChanges(file, edits);
    }
  }

  void writeChanges(const std::string& file, llvm::ArrayRef<Edit> edits) {
    separate();
    bool isFirst = true;
    for (const Change& change : changesOf(file, edits, sources_)) {
      if (!std::exchange(isFirst, false)) {
        paint(Color::BLUE, "...");
        out_ << '\n';
      }
      for (const ChangedLine& line : change) writeChangedLine(line);
    }
  }

  void writeChangedLine(const ChangedLine& line) {
    if (line.sign == ' ') return writeNumbered(line.number, line.text);
    paint(Color::BLUE, fmt::format("{:>{}} ", line.number, gutter_));
    paint(line.sign == '+' ? Color::GREEN : Color::RED, fmt::format("{} {}", line.sign, line.text));
    out_ << '\n';
  }

  // --- parts -------------------------------------------------------------------------------------

  void bar() {
    out_.indent(gutter_ + 1);
    paint(Color::BLUE, "|");
  }

  void separate() {
    bar();
    out_ << '\n';
  }

  void writeNumbered(unsigned number, llvm::StringRef text) {
    paint(Color::BLUE, fmt::format("{:>{}} |", number, gutter_));
    if (!text.empty()) out_ << ' ' << text;
    out_ << '\n';
  }

  void writeNote(llvm::StringRef kind, llvm::StringRef text) {
    out_.indent(gutter_ + 1);
    paint(Color::BLUE, "= ");
    bold(kind);
    const unsigned column = gutter_ + 3 + kind.size();
    const auto lines = wrap((": " + text).str(), available(column));
    for (std::size_t i = 0; i < lines.size(); ++i) {
      if (i > 0) out_.indent(column + 2);
      out_ << lines[i] << '\n';
    }
  }

  // The columns left for text that starts at `column`; 0 when it need not be wrapped.
  unsigned available(unsigned column) const {
    if (width_ == 0) return 0;
    return std::max(width_ > column ? width_ - column : 0, kMinimalWrap);
  }

  std::string shownPath(llvm::StringRef file) const {
    return printable(relativeTo(file, run_.workingDirectory));
  }

  std::string shownPlace(const Place& place) const {
    return fmt::format("{}:{}:{}", shownPath(place.file), place.line, place.column);
  }

  void paint(Color color, llvm::StringRef text) {
    if (text.empty()) return;
    out_.changeColor(color, /*Bold=*/true) << text;
    out_.resetColor();
  }

  void bold(llvm::StringRef text) { paint(Color::SAVEDCOLOR, text); }

  const Run& run_;
  SourceCache& sources_;
  llvm::raw_ostream& out_;
  const unsigned width_;
  Color color_ = Color::RED;  // of the finding's severity
  unsigned gutter_ = 1;       // width of the line numbers
};

}  // namespace

void writeText(const Run& run, SourceCache& sources, llvm::raw_ostream& out,
               const TextOptions& options) {
  TextWriter writer(run, sources, out, options);
  for (const Finding& finding : run.findings) writer.write(finding);
  for (const Failure& failure : run.failures) writer.write(failure);
}

}  // namespace chanvet::report
