#include "flow/FiberCode.h"

#include <llvm/ADT/STLExtras.h>

namespace chanvet::flow {

using model::Callee;
using model::FunctionId;
using model::Instruction;
using model::kNone;
using model::Opcode;
using model::Unit;

namespace {

// Who runs the functions of a unit.
class Runners {
 public:
  explicit Runners(Analysis& analysis)
      : unit_(analysis.unit()), pointsTo_(analysis.pointsTo()), of_(unit_.functions.size()) {
    for (FunctionId id = 0; id < unit_.functions.size(); ++id) {
      const auto& blocks = unit_.functions[id].blocks;
      for (BlockId block = 0; block < blocks.size(); ++block)
        for (uint32_t index = 0; index < blocks[block].instructions.size(); ++index)
          note({id, block, index}, blocks[block].instructions[index]);
    }
  }

  // By function: the spawn whose fibers come to run it.
  std::vector<const Instruction*> inFibers() const {
    std::vector<char> only = onlyFibers();
    std::vector<const Instruction*> spawn(of_.size());
    std::vector<FunctionId> open;
    for (FunctionId id = 0; id < of_.size(); ++id)
      if (only[id] && of_[id].spawn) {
        spawn[id] = of_[id].spawn;
        open.push_back(id);
      }
    for (size_t next = 0; next < open.size(); ++next)
      for (FunctionId callee : of_[open[next]].callees)
        if (only[callee] && !spawn[callee]) {
          spawn[callee] = spawn[open[next]];
          open.push_back(callee);
        }
    return spawn;
  }

 private:
  struct Of {
    const Instruction* spawn = nullptr;
    bool runsElsewhere = false;  // in a thread of its own
    std::vector<FunctionId> callers, callees;
  };

  void note(const Point& point, const Instruction& instruction) {
    if (instruction.opcode != Opcode::Call && instruction.opcode != Opcode::Spawn) return;
    auto run = [&](FunctionId target) {
      if (instruction.opcode == Opcode::Call) {
        of_[target].callers.push_back(point.function);
        of_[point.function].callees.push_back(target);
      } else if (sharesThread(instruction)) {
        of_[target].spawn = &instruction;
      } else {
        of_[target].runsElsewhere = true;
      }
    };
    llvm::for_each(targets(unit_, instruction.callee), run);
    if (instruction.callee.kind == Callee::Value) llvm::for_each(pointsTo_.callees(point), run);
  }

  bool sharesThread(const Instruction& spawn) const {
    return spawn.operation != kNone && unit_.operation(spawn).blocks == dialect::Blocks::Fiber;
  }

  // The largest set of functions that only fibers and each other run.
  std::vector<char> onlyFibers() const {
    std::vector<char> only(of_.size());
    for (FunctionId id = 0; id < of_.size(); ++id)
      only[id] = !of_[id].runsElsewhere && !unit_.functions[id].isMain &&
                 (of_[id].spawn || !of_[id].callers.empty());
    for (bool changed = true; changed;) {
      changed = false;
      for (FunctionId id = 0; id < of_.size(); ++id) {
        if (!only[id] || llvm::all_of(of_[id].callers, [&](FunctionId by) { return only[by]; }))
          continue;
        only[id] = false;
        changed = true;
      }
    }
    return only;
  }

  const Unit& unit_;
  const PointsTo& pointsTo_;
  std::vector<Of> of_;
};

}  // namespace

FiberCode::FiberCode(Analysis& analysis)
    : unit_(analysis.unit()), spawnOf_(Runners(analysis).inFibers()) {}

Place FiberCode::spawnOf(FunctionId function) const {
  return unit_.place(spawnOf_[function]->location);
}

}  // namespace chanvet::flow
