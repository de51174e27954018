#include "explore/Explorer.h"

#include <algorithm>

#include "explore/Diagnosis.h"

namespace chanvet::explore {

namespace {

std::vector<model::FunctionId> rootsOf(const model::Unit& unit) {
  std::vector<model::FunctionId> roots;
  for (model::FunctionId id = 0; id < unit.functions.size(); ++id)
    if (unit.functions[id].isMain && unit.functions[id].hasBody()) roots.push_back(id);
  return roots;
}

}  // namespace

void Exploration::explore(model::FunctionId root) {
  Machine machine(unit_, Bounds{});
  Search search(machine, limits_);
  for (const Ending& ending : search.run(root)) {
    for (Defect& defect : diagnose(machine, ending)) {
      auto isSame = [&](const Defect& known) {
        return known.verdict == defect.verdict && known.finding.place == defect.finding.place;
      };
      if (std::none_of(defects_.begin(), defects_.end(), isSame))
        defects_.push_back(std::move(defect));
    }
  }
  if (search.wasCut()) cut_.push_back(unit_.functions[root].name);
}

const std::vector<Defect>& Exploration::defects() {
  if (isDone_) return defects_;
  isDone_ = true;
  for (model::FunctionId root : rootsOf(unit_)) explore(root);
  return defects_;
}

}  // namespace chanvet::explore
