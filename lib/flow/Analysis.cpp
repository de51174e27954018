#include "flow/Analysis.h"

namespace chanvet::flow {

const UnitFacts& Analysis::facts() {
  if (!facts_) facts_ = std::make_unique<UnitFacts>(unit_);
  return *facts_;
}

const PointsTo& Analysis::pointsTo() {
  if (!pointsTo_) pointsTo_ = std::make_unique<PointsTo>(unit_);
  return *pointsTo_;
}

std::vector<model::FunctionId> Analysis::followAllPaths(const std::vector<PathObserver*>& observers,
                                                        const Budget& budget) {
  std::vector<model::FunctionId> cut;
  if (observers.empty()) return cut;
  for (model::FunctionId id = 0; id < unit_.functions.size(); ++id) {
    if (!unit_.functions[id].hasBody() || !facts().summaries[id].operates) continue;
    if (id == unit_.initializer) continue;
    if (!followPaths(facts(), id, observers, budget)) cut.push_back(id);
  }
  return cut;
}

}  // namespace chanvet::flow
