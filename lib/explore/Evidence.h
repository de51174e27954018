// What running a unit has shown that speaks for or against findings, as plain data.
#pragma once

#include <set>

#include "finding/Finding.h"

namespace chanvet::explore {

// What a main says by itself of a finding in code of its program.
enum class Reach {
  Open,        // nothing
  Unharmed,    // the code was run, or nothing that was leads to it
  OutOfReach,  // the finding needs a step that main never gets to
};

// Of the roots that were run; of others it is added. The order makes no difference.
struct Evidence {
  bool isComplete = true;    // every schedule was followed
  bool isFaultless = true;   // nothing was seen to die or to be stuck
  std::set<Place> doubtful;  // operations that went wrong, or on what the model does not know

  void add(const Evidence& other) {
    isComplete &= other.isComplete;
    isFaultless &= other.isFaultless;
    doubtful.insert(other.doubtful.begin(), other.doubtful.end());
  }
  // Whether a finding at the place is wrong, going by all schedules of the program.
  bool refutes(Reach reach, const Place& place) const {
    if (!isComplete) return false;
    return reach == Reach::OutOfReach || (reach == Reach::Unharmed && !doubtful.contains(place));
  }
};

}  // namespace chanvet::explore
