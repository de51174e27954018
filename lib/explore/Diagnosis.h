// Says what an ending means: which fibers wait for each other, what the defect is called, and how
// the program gets there. Internal to the room.
#pragma once

#include "explore/Defect.h"
#include "explore/Search.h"

namespace chanvet::explore {

// The defects of one ending: fibers that have to do with each other are one defect.
std::vector<Defect> diagnose(const Machine& machine, const Ending& ending);

}  // namespace chanvet::explore
