// Everything the explorer says about a unit.
#pragma once

#include <set>
#include <string>
#include <vector>

#include <llvm/ADT/BitVector.h>

#include "explore/Defect.h"
#include "explore/Search.h"
#include "finding/Cut.h"

namespace chanvet::explore {

// Runs the unit from each of its roots when it is first asked for defects: from main, and from
// functions that make primitives and that nothing runs which is seen.
class Exploration {
 public:
  Exploration(const model::Unit& unit, const SearchOptions& options)
      : unit_(unit), options_(options) {}

  const std::vector<Defect>& defects();
  // Whether a whole program was run on every schedule there is, the function around `place` with
  // it, and what stands there went wrong on none.
  bool refutes(const Place& place);
  // The roots that were not explored to the end; empty as long as nobody asked for defects.
  const std::vector<Cut>& cut() const { return cut_; }
  // Of each root that was explored, in that order.
  const std::vector<Statistics>& statistics() const { return statistics_; }

 private:
  void explore(Machine& machine, model::FunctionId root);
  bool wasRun(const Place& place) const;

  const model::Unit& unit_;
  SearchOptions options_;
  bool isDone_ = false;
  std::vector<Defect> defects_;
  llvm::BitVector entered_;   // the functions that were run
  std::set<Place> unjudged_;  // operations on what the model does not know
  std::set<Place> killing_;   // operations that went wrong on some schedule, evidence or not
  std::vector<Cut> cut_;
  std::vector<Statistics> statistics_;
};

}  // namespace chanvet::explore
