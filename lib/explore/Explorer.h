// Everything the explorer says about a unit.
#pragma once

#include <string>
#include <vector>

#include "explore/Defect.h"
#include "explore/Search.h"

namespace chanvet::explore {

// Runs the unit from each of its roots when it is first asked for defects: from main, and from
// functions that make what they do not let out.
class Exploration {
 public:
  Exploration(const model::Unit& unit, const Limits& limits) : unit_(unit), limits_(limits) {}

  const std::vector<Defect>& defects();
  // The roots that were not explored to the end; empty as long as nobody asked for defects.
  const std::vector<std::string>& cut() const { return cut_; }

 private:
  void explore(model::FunctionId root);

  const model::Unit& unit_;
  Limits limits_;
  bool isDone_ = false;
  std::vector<Defect> defects_;
  std::vector<std::string> cut_;
};

}  // namespace chanvet::explore
