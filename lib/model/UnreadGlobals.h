// Globals that only their unit can name and that nothing in it reads: headers define constants by
// the hundred, of which a unit needs a few.
#pragma once

#include "model/Model.h"

namespace chanvet::model {

// Leaves out what initialises such globals and does nothing else. Where nothing is left, the unit
// has no initializer.
void dropUnreadGlobals(Unit& unit);

}  // namespace chanvet::model
