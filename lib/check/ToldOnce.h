// One defect is told once: where a check that shows a schedule tells it, the one that shows a path
// is silent, or takes the schedule over.
#pragma once

#include <vector>

#include "check/Check.h"

namespace chanvet::check {

// Leaves out each finding of a check that another of the findings tells, too: one of a check that
// the first names in Check::toldBy, at the same place, or on the same primitive and coming by a
// line that the first one names. The other way round for those that it names in Check::replaces.
// `checks` has all checks that there are findings of.
void tellOnce(std::vector<Finding>& findings, llvm::ArrayRef<Metadata> checks);

}  // namespace chanvet::check
