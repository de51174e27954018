#include "report/Lanes.h"

#include <algorithm>

#include <fmt/format.h>
#include <llvm/ADT/STLExtras.h>

#include "report/TextLayout.h"

namespace chanvet::report {
namespace {

constexpr unsigned kText = 2;        // from the lifeline to the text
constexpr unsigned kGap = 2;         // between the text and the next lane
constexpr unsigned kShortArrow = 4;  // " -->"
constexpr unsigned kNarrowest = 20;  // of the lanes, with the gap
constexpr unsigned kWidest = 44;

// A row under construction: what is put later covers what was there.
class Canvas {
 public:
  void put(unsigned column, const std::string& text, LaneStyle style) {
    const unsigned width = shownWidth(text);
    if (cells_.size() < column + width) cells_.resize(column + width, {" ", LaneStyle::Plain});
    for (unsigned i = 0; i < width; ++i) cells_[column + i] = {i == 0 ? text : "", style};
  }

  LaneRow row() const {
    LaneRow row;
    for (const LaneSpan& cell : cells_) {
      if (row.empty() || (row.back().style != cell.style && !cell.text.empty())) {
        row.push_back({"", cell.style});
      }
      row.back().text += cell.text;
    }
    return row;
  }

 private:
  std::vector<LaneSpan> cells_;
};

class LaneWriter {
 public:
  LaneWriter(const Schedule& schedule, const StepPlaces& places, unsigned width)
      : schedule_(schedule), width_(width) {
    for (const ScheduledStep& step : schedule.steps) {
      places_.push_back(places.nameOf(step.step->place));
      placeWidth_ = std::max(placeWidth_, shownWidth(places_.back()));
    }
    numberWidth_ = std::to_string(schedule.steps.back().number).size();
  }

  std::optional<std::vector<LaneRow>> write() {
    if (!arrange()) return std::nullopt;
    writeNames();
    for (std::size_t i = 0; i < schedule_.steps.size(); ++i) writeStep(i);
    return std::move(rows_);
  }

 private:
  // --- widths ------------------------------------------------------------------------------------

  // Gives each lane what it needs, or takes from the widest ones as long as they stay readable.
  bool arrange() {
    const unsigned before = numberWidth_ + 2 + placeWidth_ + kGap;
    std::vector<unsigned> widths;
    unsigned sum = before;
    for (std::size_t i = 0; i < schedule_.lanes.size(); ++i) {
      widths.push_back(std::min(neededBy(i), kWidest));
      sum += widths.back();
    }
    for (; sum > width_ + kGap; --sum) {  // nothing follows the gap of the last lane
      unsigned& widest = *llvm::max_element(widths);
      if (widest <= kNarrowest) return false;
      --widest;
    }
    columns_.push_back(before);
    for (unsigned width : widths) columns_.push_back(columns_.back() + width);
    return true;
  }

  unsigned neededBy(std::size_t lane) const {
    unsigned needed = shownWidth(schedule_.lanes[lane].name) + kGap;
    for (const ScheduledStep& step : schedule_.steps) {
      if (step.lane != lane) continue;
      unsigned text = kText + shownWidth(step.step->message) + kGap;
      if (!step.step->state.empty()) text += shownWidth(stateOf(*step.step)) + 1;
      if (step.to && *step.to > lane) text += kShortArrow;
      needed = std::max(needed, text);
    }
    return needed;
  }

  unsigned textWidth(std::size_t lane) const {
    return columns_[lane + 1] - columns_[lane] - kText - kGap;
  }

  // --- rows --------------------------------------------------------------------------------------

  void writeNames() {
    std::vector<Canvas> rows;
    for (std::size_t i = 0; i < schedule_.lanes.size(); ++i) {
      const unsigned width = columns_[i + 1] - columns_[i] - kGap;
      const auto lines = wrapHard(printable(schedule_.lanes[i].name), width);
      if (rows.size() < lines.size()) rows.resize(lines.size());
      for (std::size_t line = 0; line < lines.size(); ++line) {
        rows[line].put(columns_[i], lines[line], LaneStyle::Name);
      }
    }
    for (const Canvas& row : rows) rows_.push_back(row.row());
  }

  void writeStep(std::size_t index) {
    const ScheduledStep& step = schedule_.steps[index];
    std::vector<Canvas> rows = textRows(index);
    Canvas& first = rows.front();
    first.put(0, fmt::format("{:>{}}.", step.number, numberWidth_), LaneStyle::Line);
    const std::string& place = places_[index];
    first.put(numberWidth_ + 2 + placeWidth_ - shownWidth(place), place, LaneStyle::Plain);
    if (step.to) addArrow(index, rows);
    const LaneStyle style =
        step.isRoot || step.step->isBlocked ? LaneStyle::Defect : LaneStyle::Line;
    rows.front().put(columns_[step.lane], step.step->isBlocked ? "X" : "*", style);
    for (const Canvas& row : rows) rows_.push_back(row.row());
  }

  // The lifelines, with the step's text in its lane.
  std::vector<Canvas> textRows(std::size_t index) {
    const ScheduledStep& step = schedule_.steps[index];
    const unsigned column = columns_[step.lane] + kText;
    const unsigned width = textWidth(step.lane);
    const LaneStyle style = step.step->isBlocked ? LaneStyle::Defect : LaneStyle::Plain;
    std::vector<Canvas> rows;
    for (const std::string& line : wrapHard(printable(step.step->message), width)) {
      rows.push_back(lifelines(index, rows.empty()));
      rows.back().put(column, line, style);
      textEnd_ = column + shownWidth(line);
    }
    const std::string state = stateOf(*step.step);
    if (state.empty()) return rows;
    if (textEnd_ + 1 + shownWidth(state) <= column + width) {
      rows.back().put(textEnd_ + 1, state, LaneStyle::State);
      textEnd_ += 1 + shownWidth(state);
      return rows;
    }
    for (const std::string& line : wrapHard(state, width)) {
      rows.push_back(lifelines(index, false));
      rows.back().put(column, line, LaneStyle::State);
      textEnd_ = column + shownWidth(line);
    }
    return rows;
  }

  // To the right beside the last line of the text when there is room, and else below it; to the
  // left before the first line.
  void addArrow(std::size_t index, std::vector<Canvas>& rows) {
    const ScheduledStep& step = schedule_.steps[index];
    const unsigned from = columns_[step.lane];
    const unsigned to = columns_[*step.to];
    const std::string end = step.isStart ? "o" : "|";
    if (to < from) {
      rows.front().put(to, end + "<" + std::string(from - to - 2, '-'), LaneStyle::Line);
      return;
    }
    unsigned start = textEnd_ + 1;
    if (start + kShortArrow - 1 > to) {
      rows.push_back(lifelines(index, false));
      rows.back().put(from, "|", LaneStyle::Line);
      start = from + 1;
    }
    rows.back().put(start, std::string(to - start - 1, '-') + ">" + end, LaneStyle::Line);
  }

  // In the first row of a step its fibers are still there, below it only those that go on.
  Canvas lifelines(std::size_t index, bool isFirstRow) const {
    Canvas row;
    for (std::size_t i = 0; i < schedule_.lanes.size(); ++i) {
      const Lane& lane = schedule_.lanes[i];
      const bool isStarted = lane.first < index || (lane.first == index && isOwn(index, i));
      const bool goesOn = isFirstRow ? index <= lane.last : index < lane.last;
      if (isStarted && goesOn) row.put(columns_[i], "|", LaneStyle::Line);
    }
    return row;
  }

  bool isOwn(std::size_t index, std::size_t lane) const {
    return schedule_.steps[index].lane == lane;
  }

  static std::string stateOf(const TraceStep& step) {
    return step.state.empty() ? std::string() : "[" + printable(step.state) + "]";
  }

  const Schedule& schedule_;
  const unsigned width_;
  std::vector<std::string> places_;
  unsigned placeWidth_ = 0;
  unsigned numberWidth_ = 1;
  std::vector<unsigned> columns_;  // of the lifelines, and of what would be the next one
  std::vector<LaneRow> rows_;
  unsigned textEnd_ = 0;  // of the step's last text
};

}  // namespace

std::optional<std::vector<LaneRow>> lanesOf(const Schedule& schedule, const StepPlaces& places,
                                            unsigned width) {
  return LaneWriter(schedule, places, width).write();
}

}  // namespace chanvet::report
