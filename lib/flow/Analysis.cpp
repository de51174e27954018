#include "flow/Analysis.h"

#include <algorithm>

#include <llvm/ADT/STLExtras.h>

namespace chanvet::flow {

namespace {

// As many functions of a unit can use up the steps that a function has. When those are gone, each
// of the others has the same part of them.
constexpr unsigned kWholeBudgets = 20;

}  // namespace

const UnitFacts& Analysis::facts() {
  if (!facts_) facts_ = std::make_unique<UnitFacts>(unit_);
  return *facts_;
}

const PointsTo& Analysis::pointsTo() {
  if (!pointsTo_) pointsTo_ = std::make_unique<PointsTo>(unit_);
  return *pointsTo_;
}

bool Analysis::spawns() {
  if (!spawns_)
    spawns_ = llvm::any_of(unit_.functions, [](const model::Function& function) {
      return llvm::any_of(function.blocks, [](const model::Block& block) {
        return llvm::any_of(block.instructions, [](const model::Instruction& instruction) {
          return instruction.opcode == model::Opcode::Spawn;
        });
      });
    });
  return *spawns_;
}

std::vector<model::FunctionId> Analysis::followAllPaths(const std::vector<PathObserver*>& observers,
                                                        const Budget& budget) {
  std::vector<model::FunctionId> cut;
  if (observers.empty()) return cut;
  uint64_t left = uint64_t{budget.steps} * kWholeBudgets;  // of the unit
  for (model::FunctionId id = 0; id < unit_.functions.size(); ++id) {
    if (!unit_.functions[id].hasBody() || id == unit_.initializer) continue;
    if (!facts().summaries[id].operates &&
        llvm::none_of(observers, [&](PathObserver* each) { return each->startsIn(id); }))
      continue;
    Budget own = budget;
    own.steps =
        std::max<uint64_t>(std::min<uint64_t>(budget.steps, left), budget.steps / kWholeBudgets);
    Followed followed = followPaths(facts(), id, observers, own);
    if (!followed.isWhole) cut.push_back(id);
    left -= std::min<uint64_t>(left, followed.steps);
  }
  for (PathObserver* observer : observers) observer->onDone();
  return cut;
}

}  // namespace chanvet::flow
