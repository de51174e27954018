// Where programs begin. Internal to the room.
#pragma once

#include <vector>

#include "model/Model.h"

namespace chanvet::explore {

// Functions that make primitives, themselves or in what they call, and that no code of the unit
// calls: tests, handlers, what a library offers. Those that it refers to come last: whoever it
// gives them to may be seen to call them.
std::vector<model::FunctionId> entriesOf(const model::Unit& unit);

}  // namespace chanvet::explore
