#include "flow/FiberCode.h"

#include <utility>

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
  explicit Runners(Analysis& analysis) : unit_(analysis.unit()), of_(unit_.functions.size()) {
    for (FunctionId id = 0; id < unit_.functions.size(); ++id)
      of_[id].runsElsewhere = changesThreads(unit_.functions[id]);
    visitRuns(analysis, [&](const Point& at, const Instruction& instruction, FunctionId target) {
      note(at.function, instruction, target);
    });
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
    bool runsElsewhere = false;  // in a thread that is there to be waited in
    bool isCalled = false;
    std::vector<FunctionId> callees;
  };

  void note(FunctionId function, const Instruction& instruction, FunctionId target) {
    if (instruction.opcode == Opcode::Call) {
      of_[target].isCalled = true;
      of_[function].callees.push_back(target);
    } else if (sharesThread(instruction)) {
      of_[target].spawn = &instruction;
    } else {
      of_[target].runsElsewhere = true;
    }
  }

  // Whether a coroutine awaits a task in another executor, which may be a pool, and goes on there:
  // co_await post(pool).
  bool changesThreads(const model::Function& function) const {
    if (!function.isCoroutine) return false;
    model::Values tasks;
    for (const model::Block& block : function.blocks)
      for (const Instruction& instruction : block.instructions) {
        if (instruction.opcode == Opcode::Spawn && !sharesThread(instruction))
          tasks.push_back(model::Value::reg(instruction.result));
        if (isAwait(instruction) && llvm::is_contained(tasks, instruction.operands[0])) return true;
      }
    return false;
  }

  bool isAwait(const Instruction& instruction) const {
    if (instruction.opcode != Opcode::Operation || instruction.operands.empty()) return false;
    const model::Operation& operation = unit_.operation(instruction);
    return operation.kind == model::OpKind::Join && operation.blocks == dialect::Blocks::Fiber;
  }

  bool sharesThread(const Instruction& spawn) const {
    return spawn.operation != kNone && unit_.operation(spawn).blocks == dialect::Blocks::Fiber;
  }

  // The largest set of functions that only fibers and each other run.
  std::vector<char> onlyFibers() const {
    std::vector<char> only(of_.size());
    std::vector<FunctionId> others;
    for (FunctionId id = 0; id < of_.size(); ++id) {
      only[id] = !of_[id].runsElsewhere && !unit_.functions[id].isMain &&
                 (of_[id].spawn || of_[id].isCalled);
      if (!only[id]) others.push_back(id);
    }
    for (size_t next = 0; next < others.size(); ++next)
      for (FunctionId callee : of_[others[next]].callees)
        if (std::exchange(only[callee], false)) others.push_back(callee);
    return only;
  }

  const Unit& unit_;
  std::vector<Of> of_;
};

}  // namespace

void visitRuns(Analysis& analysis,
               llvm::function_ref<void(const Point&, const Instruction&, FunctionId)> visit) {
  const Unit& unit = analysis.unit();
  for (FunctionId id = 0; id < unit.functions.size(); ++id)
    for (BlockId block = 0; block < unit.functions[id].blocks.size(); ++block) {
      const auto& instructions = unit.functions[id].blocks[block].instructions;
      for (uint32_t index = 0; index < instructions.size(); ++index) {
        const Instruction& one = instructions[index];
        if (one.opcode != Opcode::Call && one.opcode != Opcode::Spawn) continue;
        Point point{id, block, index};
        for (FunctionId target : targets(unit, one.callee)) visit(point, one, target);
        if (one.callee.kind != Callee::Value) continue;
        for (FunctionId target : analysis.pointsTo().callees(point)) visit(point, one, target);
      }
    }
}

FiberCode::FiberCode(Analysis& analysis)
    : unit_(analysis.unit()), spawnOf_(unit_.functions.size()) {
  if (analysis.spawns()) spawnOf_ = Runners(analysis).inFibers();
}

Place FiberCode::spawnOf(FunctionId function) const {
  return unit_.place(spawnOf_[function]->location);
}

}  // namespace chanvet::flow
