#include "report/Diagram.h"

#include <algorithm>

#include <fmt/format.h>
#include <llvm/ADT/STLExtras.h>

#include "report/TextLayout.h"

namespace chanvet::report {
namespace {

namespace json = llvm::json;

constexpr double kCharacter = 7.2;  // of the monospaced fonts at 12 px
constexpr int kLine = 16;           // from one line of text to the next
constexpr int kBaseline = 12;       // of the text, below the top of its line
constexpr int kGap = 10;            // between two steps
constexpr int kArrow = 12;          // room below the text for an arrow
constexpr int kMargin = 8;
constexpr int kMarker = 18;   // height of a marker, and least width
constexpr int kLabel = 17;    // from the lifeline to the text
constexpr int kBoxLeft = 14;  // of a fiber's name, from its lifeline

constexpr int kWidth = 600;  // what lanes share, as far as they are neither too wide nor too narrow
constexpr int kWidestLane = 250;
constexpr int kNarrowestLane = 84;
constexpr int kOnlyLane = 520;
constexpr int kRoomyLane = 180;  // the least that takes a step's text within the lane

constexpr unsigned kCharactersAcross = 36;  // of a step's text that lies across other lanes
constexpr unsigned kLeastAtTheRight = 22;   // with less, the text goes to the left of the lifeline
constexpr unsigned kLeastText = 16;
constexpr unsigned kDeepest = 4;  // calls deeper than this are not indented further
constexpr unsigned kLongestPlace = 24;
constexpr unsigned kNameLines = 2;
constexpr std::size_t kColors = 8;

// A number as the shortest text with at most one decimal.
std::string pixels(double value) {
  std::string text = fmt::format("{:.1f}", value);
  if (llvm::StringRef(text).ends_with(".0")) text.resize(text.size() - 2);
  return text;
}

double widthOf(llvm::StringRef text) { return shownWidth(text) * kCharacter; }

unsigned charactersIn(double width) { return width > 0 ? unsigned(width / kCharacter) : 0; }

std::string shortened(std::string text, unsigned width) {
  const ShownLine line(text);
  return line.width() <= width ? text : "…" + line.slice(line.width() - width + 1, line.width());
}

class DiagramWriter {
 public:
  DiagramWriter(const Schedule& schedule, const StepPlaces& places, const DiagramLinks& links)
      : schedule_(schedule), places_(places), links_(links) {
    for (const ScheduledStep& step : schedule.steps) {
      placesWidth_ = std::max(placesWidth_, widthOf(placeOf(step)));
      hasOperations_ |= !step.step->operation.empty();
    }
    const int count = schedule.lanes.size();
    pitch_ = count == 1 ? kOnlyLane : std::clamp(kWidth / count, kNarrowestLane, kWidestLane);
    width_ = laneX(0) + count * pitch_;
    for (const Lane& lane : schedule.lanes) {
      nameLines_ = std::max(nameLines_, namesOf(lane).size());
    }
  }

  json::Object write() {
    json::Array steps;
    for (std::size_t i = 0; i < schedule_.steps.size(); ++i) steps.push_back(stepAt(i));
    const int height = top_;
    json::Array lanes;
    for (std::size_t i = 0; i < schedule_.lanes.size(); ++i) lanes.push_back(laneAt(i));
    return json::Object{{"width", pixels(width_)},
                        {"height", height},
                        {"headHeight", int(nameLines_) * kLine + 2 * kMargin},
                        {"hasNames", !schedule_.lanes.front().name.empty()},
                        {"lanes", std::move(lanes)},
                        {"steps", std::move(steps)}};
  }

 private:
  double laneX(std::size_t lane) const {
    return kMargin + placesWidth_ + kMargin + kMarker + double(lane) * pitch_;
  }

  std::string placeOf(const ScheduledStep& step) const {
    return shortened(places_.nameOf(step.step->place), kLongestPlace);
  }

  // --- steps -------------------------------------------------------------------------------------

  struct LabelPart {
    std::string text;
    llvm::StringRef kind;  // "what" or "state"
    unsigned row = 0;
    unsigned column = 0;
  };

  // What a step says beside its lifeline.
  struct Label {
    std::vector<LabelPart> parts;
    unsigned rows = 1;
    unsigned columns = 0;
    bool isAtTheLeft = false;
  };

  json::Object stepAt(std::size_t index) {
    const ScheduledStep& step = schedule_.steps[index];
    const Label label = labelOf(step);
    const int top = top_ + kGap / 2;
    const int textEnd = top + int(label.rows) * kLine;
    const int markerY = top + kLine / 2;
    const int arrowY = textEnd + 4;
    rows_.push_back({markerY, step.to ? arrowY : markerY});
    const int bandY = top_;
    top_ = textEnd + (step.to ? kArrow : 0) + kGap / 2;

    json::Object written{{"id", fmt::format("{}s{}", links_.prefix, step.number)},
                         {"href", links_.anchorOf(step.step->place)},
                         {"number", step.number},
                         {"color", colorOf(step.lane)},
                         {"kind", kindOf(*step.step)},
                         {"isRoot", step.isRoot},
                         {"spoken", spoken(step)},
                         {"place", json::Object{{"x", pixels(kMargin + placesWidth_)},
                                                {"y", top + kBaseline},
                                                {"length", pixels(widthOf(placeOf(step)))},
                                                {"text", placeOf(step)}}},
                         {"band", json::Object{{"y", bandY}, {"height", top_ - bandY}}},
                         {"marker", marker(step, markerY)},
                         {"back", back(step, label, top)},
                         {"texts", texts(step, label, top)},
                         {"arrow", nullptr}};
    if (step.to) written["arrow"] = arrow(step, arrowY);
    return written;
  }

  // A path, which knows no operations, has no lesser steps.
  llvm::StringRef kindOf(const TraceStep& step) const {
    if (step.isBlocked) return "blocked";
    return step.operation.empty() && hasOperations_ ? "minor" : "operation";
  }

  // At the right of the lifeline when there is enough room: within the lane, or across the next
  // ones when lanes are narrow.
  Label labelOf(const ScheduledStep& step) const {
    const bool isRoomy = pitch_ >= kRoomyLane;
    const double x = laneX(step.lane);
    const unsigned right = charactersIn(width_ - x - kLabel - kMargin);
    const unsigned left = charactersIn(x - kLabel - laneX(0) + kMarker);
    Label label;
    label.isAtTheLeft = right < kLeastAtTheRight && left > right;
    const unsigned indent = isRoomy ? std::min(depthOf(step), kDeepest) : 0;
    const unsigned within = isRoomy ? charactersIn(pitch_ - 2 * kLabel) : kCharactersAcross;
    const unsigned room = std::max(std::min(label.isAtTheLeft ? left : right, within), kLeastText);

    const auto what = wrapHard(printable(step.step->message), room - indent);
    for (const std::string& line : what) {
      label.parts.push_back({line, "what", unsigned(label.parts.size()), indent});
    }
    addState(printable(step.step->state), room, indent, label);
    label.rows = label.parts.back().row + 1;
    for (const LabelPart& part : label.parts) {
      label.columns = std::max(label.columns, part.column + shownWidth(part.text));
    }
    return label;
  }

  // Counted from the outermost call that the fiber takes a step in.
  unsigned depthOf(const ScheduledStep& step) const {
    unsigned outermost = step.step->depth;
    for (const ScheduledStep& other : schedule_.steps) {
      if (other.lane == step.lane) outermost = std::min(outermost, other.step->depth);
    }
    return step.step->depth - outermost;
  }

  // Behind the last line when it fits, and else below.
  static void addState(const std::string& state, unsigned room, unsigned indent, Label& label) {
    if (state.empty()) return;
    const LabelPart& last = label.parts.back();
    const unsigned column = last.column + shownWidth(last.text) + 2;
    if (column + shownWidth(state) <= room) {
      label.parts.push_back({state, "state", last.row, column});
      return;
    }
    for (const std::string& line : wrapHard(state, room - indent)) {
      label.parts.push_back({line, "state", label.parts.back().row + 1, indent});
    }
  }

  json::Array texts(const ScheduledStep& step, const Label& label, int top) const {
    const double x = laneX(step.lane);
    json::Array written;
    for (const LabelPart& part : label.parts) {
      const double from = label.isAtTheLeft ? x - kLabel - widthOfRow(label, part.row) : x + kLabel;
      written.push_back(json::Object{{"x", pixels(from + part.column * kCharacter)},
                                     {"y", top + int(part.row) * kLine + kBaseline},
                                     {"length", pixels(widthOf(part.text))},
                                     {"kind", part.kind},
                                     {"text", part.text}});
    }
    return written;
  }

  static double widthOfRow(const Label& label, unsigned row) {
    unsigned columns = 0;
    for (const LabelPart& part : label.parts) {
      if (part.row == row) columns = std::max(columns, part.column + shownWidth(part.text));
    }
    return columns * kCharacter;
  }

  json::Object marker(const ScheduledStep& step, int y) const {
    const double width = std::max<double>(kMarker, widthOf(std::to_string(step.number)) + 4);
    const double x = laneX(step.lane);
    return json::Object{
        {"x", pixels(x - width / 2)}, {"y", y - kMarker / 2},
        {"width", pixels(width)},     {"radius", step.step->isBlocked ? 3 : kMarker / 2},
        {"textX", pixels(x)},         {"textY", y + 4}};
  }

  // What covers the lifelines behind the text.
  json::Object back(const ScheduledStep& step, const Label& label, int top) const {
    const double x = laneX(step.lane);
    const double width = label.columns * kCharacter;
    const double from = label.isAtTheLeft ? x - kLabel - width : x + kLabel;
    return json::Object{{"x", pixels(from - 3)},
                        {"y", top - 1},
                        {"width", pixels(width + 6)},
                        {"height", int(label.rows) * kLine + 2}};
  }

  json::Object arrow(const ScheduledStep& step, int y) const {
    const double from = laneX(step.lane);
    const double to = laneX(*step.to);
    const double side = to > from ? -1 : 1;  // where the arrow comes from, seen from its head
    const double tip = to + (step.isStart ? side * 5 : side);
    return json::Object{{"x1", pixels(from)},
                        {"x2", pixels(tip + side * 7)},
                        {"y", y},
                        {"head", fmt::format("{0},{1} {2},{3} {2},{4}", pixels(tip), y,
                                             pixels(tip + side * 8), y - 4, y + 4)},
                        {"isStart", step.isStart},
                        {"toX", pixels(to)},
                        {"toColor", colorOf(*step.to)}};
  }

  // What a screen reader says.
  std::string spoken(const ScheduledStep& step) const {
    std::string text = fmt::format("Step {}", step.number);
    const std::string& fiber = schedule_.lanes[step.lane].name;
    if (!fiber.empty()) text += ", " + fiber;
    text += fmt::format(", {}{}: {}", places_.onlyFile().empty() ? "" : "line ",
                        places_.nameOf(step.step->place), step.step->message);
    if (!step.step->state.empty()) text += ", " + step.step->state;
    if (step.to) text += (step.isStart ? ", starts " : ", meets ") + schedule_.lanes[*step.to].name;
    return printable(text);
  }

  // --- lanes -------------------------------------------------------------------------------------

  json::Object laneAt(std::size_t index) const {
    const Lane& lane = schedule_.lanes[index];
    const double x = laneX(index);
    const double left = x - kBoxLeft;
    json::Array names;
    for (const std::string& line : namesOf(lane)) {
      names.push_back(json::Object{{"x", pixels(left + kMargin / 2 + 4)},
                                   {"y", kMargin + kBaseline + int(names.size()) * kLine},
                                   {"length", pixels(widthOf(line))},
                                   {"text", line}});
    }
    return json::Object{{"color", colorOf(index)},
                        {"x", pixels(x)},
                        {"from", startOf(index)},
                        {"to", endOf(index)},
                        {"isBlocked", lane.isBlocked},
                        {"barFrom", pixels(x - kMarker / 2)},
                        {"barTo", pixels(x + kMarker / 2)},
                        {"name", printable(lane.name)},
                        {"boxX", pixels(left)},
                        {"boxY", kMargin / 2},
                        {"boxWidth", pitch_ - kMargin},
                        {"boxHeight", int(names.size()) * kLine + kMargin},
                        {"names", std::move(names)}};
  }

  // The lane's name, in as many lines as there is room for.
  std::vector<std::string> namesOf(const Lane& lane) const {
    const unsigned room = charactersIn(pitch_ - 2 * kMargin);
    std::vector<std::string> lines = wrapHard(printable(lane.name), room);
    if (lines.size() > kNameLines) {
      lines.resize(kNameLines);
      lines.back() = ShownLine(lines.back()).slice(0, room - 1) + "…";
    }
    return lines;
  }

  // A fiber that nobody starts is there from the beginning when it takes the first step.
  int startOf(std::size_t index) const {
    const Lane& lane = schedule_.lanes[index];
    const ScheduledStep& step = schedule_.steps[lane.first];
    if (step.lane != index) return rows_[lane.first].arrow;
    return lane.first == 0 ? 0 : rows_[lane.first].marker;
  }

  int endOf(std::size_t index) const {
    const Lane& lane = schedule_.lanes[index];
    if (lane.isBlocked) return rows_[lane.last].marker + kMarker / 2 + 5;
    return rows_[lane.last].arrow;
  }

  struct Row {
    int marker;
    int arrow;
  };

  const Schedule& schedule_;
  const StepPlaces& places_;
  const DiagramLinks& links_;
  double placesWidth_ = 0;
  bool hasOperations_ = false;
  std::size_t nameLines_ = 1;
  int pitch_ = 0;
  double width_ = 0;
  int top_ = kMargin;      // of the next step
  std::vector<Row> rows_;  // of the steps so far
};

}  // namespace

std::size_t colorOf(std::size_t lane) { return lane % kColors; }

json::Object diagramOf(const Schedule& schedule, const StepPlaces& places,
                       const DiagramLinks& links) {
  return DiagramWriter(schedule, places, links).write();
}

}  // namespace chanvet::report
