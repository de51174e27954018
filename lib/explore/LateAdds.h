// Additions to a wait group that come too late for a wait. Internal to the room.
#pragma once

#include <vector>

#include "explore/Machine.h"

namespace chanvet::explore {

// One fiber stands before an addition to a group whose counter is zero, and another before a wait
// for it: which of them is first decides whether the wait sees what is added.
struct LateAdd {
  FiberId adding = kNone;
  FiberId waiting = kNone;
  ObjectId group = kNone;
  const model::Instruction* add = nullptr;
};

// Those of a state in which every fiber is stopped, in the order of the fibers that add.
std::vector<LateAdd> lateAdds(const model::Unit& unit, const State& state);

}  // namespace chanvet::explore
