#include "flow/Summaries.h"

#include <llvm/ADT/SCCIterator.h>

#include "flow/Graph.h"

namespace chanvet::flow {

using model::Callee;
using model::Function;
using model::FunctionId;
using model::Instruction;
using model::kNone;
using model::Opcode;
using model::Terminator;
using model::Unit;

namespace {

bool concernsHandles(const Unit& unit, const Function& function) {
  for (const model::Local& local : function.locals)
    if (local.type != kNone) return true;
  (void)unit;
  return false;
}

// Types that carry handles without being primitives, and values: no path depends on a look at one.
bool isPlumbing(model::ClassKind kind) {
  switch (kind) {
    case model::ClassKind::Pointer:
    case model::ClassKind::Function:
    case model::ClassKind::Wrapper:
    case model::ClassKind::Container:
    case model::ClassKind::Atomic:
    case model::ClassKind::Error:
    case model::ClassKind::Result:
      return true;
    default:
      return false;
  }
}

bool worksOnPrimitive(const model::Operation& operation) {
  if (operation.kind == model::OpKind::TestError) return false;
  return operation.kind != model::OpKind::Query || !isPlumbing(operation.on);
}

bool isWait(model::OpKind kind) {
  return kind == model::OpKind::Join || kind == model::OpKind::Get || kind == model::OpKind::Wait;
}

// Whether the call is one of a function that is not seen and can wait for fibers.
bool mayWaitUnseen(const Unit& unit, const Instruction& call) {
  if (call.isQuiet || call.callee.kind == Callee::Computed || call.callee.kind == Callee::Value)
    return false;
  return llvm::none_of(targets(unit, call.callee),
                       [&](FunctionId target) { return unit.functions[target].hasBody(); });
}

// What a function does by itself.
Summary own(const Unit& unit, const Function& function) {
  Summary summary;
  summary.handles = concernsHandles(unit, function);
  for (const model::Block& block : function.blocks) {
    for (const Instruction& instruction : block.instructions) {
      switch (instruction.opcode) {
        case Opcode::Operation:
          summary.operates |= worksOnPrimitive(unit.operation(instruction));
          summary.waits |= isWait(unit.operation(instruction).kind);
          break;
        case Opcode::Select:
        case Opcode::Spawn:
        case Opcode::Make:
        case Opcode::Destroy:
          summary.operates = true;
          break;
        case Opcode::Closure:
          summary.handles = true;
          break;
        case Opcode::Call:
          summary.handles |= instruction.callee.kind == Callee::Value;
          summary.callsUnseen |= mayWaitUnseen(unit, instruction);
          break;
        default:
          break;
      }
    }
    // A throw that the function's own handlers do not take for certain can leave it.
    summary.mayThrow |= block.terminator.kind == Terminator::Throw;
  }
  return summary;
}

std::vector<std::vector<FunctionId>> callGraph(const Unit& unit) {
  std::vector<std::vector<FunctionId>> calls(unit.functions.size());
  for (FunctionId id = 0; id < unit.functions.size(); ++id)
    for (const model::Block& block : unit.functions[id].blocks)
      for (const Instruction& instruction : block.instructions) {
        // Whoever makes a closure most likely runs it, or has it run.
        if (instruction.opcode == Opcode::Closure) calls[id].push_back(instruction.function);
        if (instruction.opcode != Opcode::Call && instruction.opcode != Opcode::Spawn) continue;
        for (FunctionId target : targets(unit, instruction.callee)) calls[id].push_back(target);
      }
  return calls;
}

}  // namespace

std::vector<FunctionId> targets(const Unit& unit, const Callee& callee) {
  std::vector<FunctionId> found;
  if (callee.kind == Callee::Direct) found.push_back(callee.function);
  if (callee.kind != Callee::Virtual) return found;
  std::vector<FunctionId> work{callee.function};
  for (size_t i = 0; i < work.size(); ++i) {
    const Function& function = unit.functions[work[i]];
    if (function.hasBody()) found.push_back(work[i]);
    work.insert(work.end(), function.overriders.begin(), function.overriders.end());
  }
  return found;
}

bool waitsFor(const Unit& unit, const std::vector<Summary>& summaries, const Function& function,
              const Instruction& instruction) {
  if (instruction.opcode == Opcode::Operation) return isWait(unit.operation(instruction).kind);
  if (instruction.opcode == Opcode::Destroy)
    return instruction.type != model::kNone &&
           unit.types[instruction.type].onDestroy == model::OnDestroy::Join;
  if (instruction.opcode != Opcode::Call) return false;
  for (FunctionId target : targets(unit, instruction.callee))
    if (summaries[target].waits) return true;
  if (instruction.callee.kind != Callee::Value) return false;
  // Most likely one of the function's own closures.
  for (const model::Block& block : function.blocks)
    for (const Instruction& other : block.instructions)
      if (other.opcode == Opcode::Closure && summaries[other.function].waits) return true;
  return false;
}

bool mayWaitFor(const Unit& unit, const std::vector<Summary>& summaries,
                const Instruction& instruction) {
  if (instruction.opcode != Opcode::Call) return false;
  return mayWaitUnseen(unit, instruction) ||
         llvm::any_of(targets(unit, instruction.callee),
                      [&](FunctionId target) { return summaries[target].callsUnseen; });
}

std::vector<Summary> summarize(const Unit& unit) {
  std::vector<Summary> summaries;
  for (const Function& function : unit.functions) summaries.push_back(own(unit, function));
  std::vector<std::vector<FunctionId>> calls = callGraph(unit);
  // Facts only grow, so sweeping until nothing changes ends; callees mostly come later in the order
  // of discovery, hence the sweep from the back.
  for (bool changed = true; changed;) {
    changed = false;
    for (FunctionId id = unit.functions.size(); id-- > 0;) {
      Summary& summary = summaries[id];
      for (FunctionId callee : calls[id]) {
        const Summary& other = summaries[callee];
        bool grows = (other.operates && !summary.operates) ||
                     (other.mayThrow && !summary.mayThrow) || (other.waits && !summary.waits) ||
                     (other.callsUnseen && !summary.callsUnseen);
        summary.operates |= other.operates;
        summary.waits |= other.waits;
        summary.callsUnseen |= other.callsUnseen;
        summary.mayThrow |= other.mayThrow;
        changed |= grows;
      }
    }
  }
  for (FunctionId id = 0; id < unit.functions.size(); ++id) {
    const Function& function = unit.functions[id];
    if (function.isNoReturn) summaries[id].mayReturn = false;
    if (function.hasBody() && !Graph(function).canReturn(0)) summaries[id].mayReturn = false;
  }
  return summaries;
}

}  // namespace chanvet::flow
