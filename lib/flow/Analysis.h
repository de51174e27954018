// Everything flow knows about a unit, each part computed when it is first asked for.
#pragma once

#include <memory>
#include <optional>

#include "flow/PathEngine.h"
#include "flow/PointsTo.h"

namespace chanvet::flow {

class Analysis {
 public:
  explicit Analysis(const model::Unit& unit) : unit_(unit) {}

  const model::Unit& unit() const { return unit_; }
  const UnitFacts& facts();
  const PointsTo& pointsTo();
  // Whether something in the unit spawns a fiber.
  bool spawns();

  // Runs the observers over the paths of every function that works on primitives. Returns the
  // functions for which the budget ran out.
  std::vector<model::FunctionId> followAllPaths(const std::vector<PathObserver*>& observers,
                                                const Budget& budget);

 private:
  const model::Unit& unit_;
  std::unique_ptr<UnitFacts> facts_;
  std::unique_ptr<PointsTo> pointsTo_;
  std::optional<bool> spawns_;
};

}  // namespace chanvet::flow
