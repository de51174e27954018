// A schedule as text: the fibers side by side, the steps from top to bottom.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "report/Schedule.h"

namespace chanvet::report {

enum class LaneStyle { Plain, Name, Line, State, Defect };

// Text of one style. Blanks are part of it.
struct LaneSpan {
  std::string text;
  LaneStyle style = LaneStyle::Plain;
};
using LaneRow = std::vector<LaneSpan>;

// The names of the fibers, then the steps, in ASCII but for what the texts hold:
//
//            main                  worker
//     1. 12  * starts worker ----->o
//     2. 13  * send on 'jobs' ---->|
//     3. 19  |                     * receive from 'jobs'
//     4. 20                        X receive from 'jobs' blocks for ever
//
// No row is wider than `width` columns. Nothing when the lanes would be too narrow to read.
std::optional<std::vector<LaneRow>> lanesOf(const Schedule& schedule, const StepPlaces& places,
                                            unsigned width);

}  // namespace chanvet::report
