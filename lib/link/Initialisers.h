// The functions that initialise the globals of a program. Internal to the room.
#pragma once

#include <vector>

#include "model/Model.h"

namespace chanvet::link {

// Takes the parts that are not `kept` out of a function that initialises globals, part by part.
void keepParts(model::Function& function, const std::vector<model::GlobalInitializer>& parts,
               const std::vector<bool>& kept);

}  // namespace chanvet::link
