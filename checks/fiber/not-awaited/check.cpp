// Fibers that main spawns and that end with it, where main does nothing from there to its end that
// could wait for them.
//
// Left out: bodies that are not seen, do nothing that others can see, or end the program; and
// spawns in functions that main calls.

#include "check/Check.h"

#include <llvm/ADT/BitVector.h>
#include <llvm/ADT/STLExtras.h>

#include "flow/Analysis.h"
#include "flow/Graph.h"
#include "model/Origin.h"

namespace chanvet::checks {
namespace {

using model::BlockId;
using model::Callee;
using model::Function;
using model::FunctionId;
using model::Instruction;
using model::kNone;
using model::Opcode;
using model::OpKind;

bool neverWaits(OpKind kind) {
  return kind == OpKind::Detach || kind == OpKind::Query || kind == OpKind::Close ||
         kind == OpKind::TrySend || kind == OpKind::Add || kind == OpKind::Length ||
         kind == OpKind::Capacity || kind == OpKind::TestError;
}

// Whether a destructor that does this waits for nothing.
bool passesBy(model::OnDestroy what) {
  return what == model::OnDestroy::Nothing || what == model::OnDestroy::Detach ||
         what == model::OnDestroy::Terminate;
}

// What one function does with the fibers that it spawns.
class Spawner {
 public:
  Spawner(const model::Unit& unit, const std::vector<flow::Summary>& summaries,
          const Function& function)
      : unit_(unit), summaries_(summaries), function_(function) {}

  // The spawns of fibers that are lost when the function returns.
  std::vector<const Instruction*> lost() const {
    std::vector<const Instruction*> found;
    for (BlockId block = 0; block < function_.blocks.size(); ++block) {
      const std::vector<Instruction>& instructions = function_.blocks[block].instructions;
      for (size_t i = 0; i < instructions.size(); ++i)
        if (isLost(instructions[i], block, i)) found.push_back(&instructions[i]);
    }
    return found;
  }

 private:
  bool isLost(const Instruction& spawn, BlockId block, size_t index) const {
    if (spawn.opcode != Opcode::Spawn || spawn.counter.kind != model::Value::Unknown) return false;
    if (spawn.operation == kNone || !unit_.operation(spawn).endsWithMain) return false;
    FunctionId body = bodyOf(spawn);
    if (body == kNone || !matters(unit_.functions[body])) return false;
    return isLeftAlone(spawn) && !mayWaitAfter(block, index);
  }

  FunctionId bodyOf(const Instruction& spawn) const {
    if (spawn.callee.kind == Callee::Direct) return spawn.callee.function;
    if (spawn.callee.kind != Callee::Value) return kNone;
    const Instruction* closure = model::originOf(function_, spawn.callee.value);
    return closure && closure->opcode == Opcode::Closure ? closure->function : kNone;
  }

  // Whether the body does something that others can see, and does not end the program itself.
  bool matters(const Function& body) const {
    bool acts = false;
    for (const model::Block& block : body.blocks)
      for (const Instruction& instruction : block.instructions) {
        if (endsProgram(instruction)) return false;
        acts |= instruction.opcode == Opcode::Call || instruction.opcode == Opcode::Operation;
      }
    return acts;
  }

  bool endsProgram(const Instruction& instruction) const {
    if (instruction.opcode == Opcode::Operation)
      return unit_.operation(instruction).kind == OpKind::Exit;
    return instruction.opcode == Opcode::Call && instruction.callee.kind == Callee::Direct &&
           unit_.functions[instruction.callee.function].isNoReturn;
  }

  // Whether nothing happens at the end of the handle: there is none, or the fiber is detached.
  bool isLeftAlone(const Instruction& spawn) const {
    if (spawn.type == kNone) return true;
    model::OnDestroy atEnd = unit_.types[spawn.type].onDestroy;
    if (atEnd == model::OnDestroy::Nothing || atEnd == model::OnDestroy::Detach) return true;
    return llvm::any_of(function_.blocks, [&](const model::Block& block) {
      return llvm::any_of(block.instructions, [&](const Instruction& other) {
        return other.opcode == Opcode::Operation && unit_.operation(other).kind == OpKind::Detach &&
               !other.operands.empty() && model::originOf(function_, other.operands[0]) == &spawn;
      });
    });
  }

  // Whether anything that can run behind the instruction may wait for a fiber.
  bool mayWaitAfter(BlockId start, size_t index) const {
    llvm::BitVector seen(function_.blocks.size());
    std::vector<BlockId> work = {start};
    const std::vector<Instruction>& first = function_.blocks[start].instructions;
    if (std::any_of(first.begin() + index + 1, first.end(),
                    [&](const Instruction& each) { return mayWait(each); }))
      return true;
    while (!work.empty()) {
      const model::Block& block = function_.blocks[work.back()];
      work.pop_back();
      for (BlockId next : flow::successors(block)) {
        if (seen.test(next)) continue;
        seen.set(next);
        work.push_back(next);
        if (llvm::any_of(function_.blocks[next].instructions,
                         [&](const Instruction& each) { return mayWait(each); }))
          return true;
      }
    }
    return false;
  }

  bool mayWait(const Instruction& instruction) const {
    switch (instruction.opcode) {
      case Opcode::Operation:
        return !neverWaits(unit_.operation(instruction).kind);
      case Opcode::Select:
      case Opcode::Update:
      case Opcode::CompareExchange:
        return true;
      case Opcode::Load:
        return instruction.atomic;
      case Opcode::Destroy:
        return instruction.type == kNone || !passesBy(unit_.types[instruction.type].onDestroy);
      case Opcode::Call:
        return callMayWait(instruction);
      default:
        return false;
    }
  }

  bool callMayWait(const Instruction& call) const {
    if (call.isQuiet || call.callee.kind == Callee::Computed) return false;
    std::vector<FunctionId> targets = flow::targets(unit_, call.callee);
    return targets.empty() || llvm::any_of(targets, [&](FunctionId target) {
             const flow::Summary& summary = summaries_[target];
             return !unit_.functions[target].hasBody() || summary.operates || summary.waits ||
                    summary.callsUnseen;
           });
  }

  const model::Unit& unit_;
  const std::vector<flow::Summary>& summaries_;
  const Function& function_;
};

class NotAwaited : public check::Check {
 public:
  Severity severity() const override { return Severity::Warning; }
  check::Layer layer() const override { return check::Layer::Flow; }
  // Many a program ends with fibers that only serve it.
  bool onByDefault() const override { return false; }

  void checkUnit(const check::UnitContext& context, check::FindingSink& sink) override {
    for (const Function& function : context.unit.functions) {
      if (!function.isMain) continue;
      Spawner spawner(context.unit, context.flow.facts().summaries, function);
      for (const Instruction* spawn : spawner.lost()) {
        Finding found =
            finding("main ends without waiting for this fiber, and ends it, whatever it is at",
                    context.unit.place(spawn->location));
        found.function = function.name;
        sink.add(std::move(found));
      }
    }
  }
};

CHANVET_CHECK(NotAwaited);

}  // namespace
}  // namespace chanvet::checks
