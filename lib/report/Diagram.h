// The sequence diagram of a schedule: where everything stands, for a template to draw.
#pragma once

#include <functional>
#include <string>

#include <llvm/Support/JSON.h>

#include "report/Schedule.h"

namespace chanvet::report {

// How the steps are linked with what lies outside of the diagram.
struct DiagramLinks {
  std::string prefix;                                 // of the ids of the steps
  std::function<std::string(const Place&)> anchorOf;  // the id of the code's line
};

// The colour of a lane, as an index from 0: lanes take turns.
std::size_t colorOf(std::size_t lane);

// The geometry of the diagram, in CSS pixels from the top left. The schedule has steps. All texts
// are valid UTF-8, and nothing is escaped. Keys:
//   width, height, headHeight, hasNames (false: the only fiber has no name)
//   lanes [{color, x, from, to, isBlocked, barFrom, barTo, name,
//           boxX, boxY, boxWidth, boxHeight, names [{x, y, length, text}]}]
//   steps [{id, href, number, color, kind, isRoot, spoken, place {x, y, length, text},
//           band {y, height}, marker {x, y, width, radius, textX, textY},
//           back {x, y, width, height}, texts [{x, y, length, kind, text}],
//           arrow {x1, x2, y, head, isStart, toX, toColor} or null}]
// The head of the diagram, with the boxes of the names, is a picture of its own, so that it can
// stay in view. `kind` of a step is "operation", "minor" (a branch or a call) or "blocked"; of a
// text "what" or "state". `length` is the width of the text in a monospaced font of 12 px.
llvm::json::Object diagramOf(const Schedule& schedule, const StepPlaces& places,
                             const DiagramLinks& links);

}  // namespace chanvet::report
