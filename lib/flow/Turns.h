// What a loop does in turns in which nothing comes of its polls, or in which a closed channel is
// all that is ready: whether it goes round without ever waiting.
//
// The turns are followed through the calls of what is seen, along all branches that such a turn can
// take. What the turn itself does not change (a flag that another fiber sets) can decide either
// way.
#pragma once

#include <vector>

#include "flow/Graph.h"
#include "flow/PointsTo.h"

namespace chanvet::flow {

struct Spin {
  // A turn leads to the next one, and so on, and on no way round is anything done that waits, or
  // may wait because it is not seen, or that makes the number of turns bounded.
  bool spins = false;
  bool yields = false;       // lets other fibers run on the way
  std::vector<Point> polls;  // what it asks: selects with a default, tries, in order
};

// Turns of `loop` in which every poll finds nothing. Silent about loops that do anything else
// meanwhile: these poll beside their work.
Spin idleTurns(const model::Unit& unit, model::FunctionId function, const Loop& loop);

// Turns of `loop` in which `receive` (a receive, or a case of a select) finds its channel closed,
// every time, without waiting. `polls` holds the receive when it was met in each of them, on the
// same channel.
Spin closedTurns(const model::Unit& unit, model::FunctionId function, const Loop& loop,
                 const Use& receive);

}  // namespace chanvet::flow
