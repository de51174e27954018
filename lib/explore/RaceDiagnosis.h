// Says what a race is about. Internal to the room.
#pragma once

#include "explore/Defect.h"
#include "explore/Search.h"

namespace chanvet::explore {

// The defect of an ending that has a race.
Defect diagnoseRace(const model::Unit& unit, const Ending& ending);

}  // namespace chanvet::explore
