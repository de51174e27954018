#include "explore/Destructors.h"

#include <llvm/ADT/STLExtras.h>

#include "explore/Names.h"

namespace chanvet::explore {

using model::Callee;
using model::Function;
using model::FunctionId;
using model::Instruction;
using model::Opcode;

FunctionId Destructors::of(FunctionId constructor) {
  auto [known, isFirst] = known_.try_emplace(constructor);
  if (isFirst) known->second = find(constructor);
  return known->second;
}

FunctionId Destructors::find(FunctionId constructor) const {
  const Function& function = unit_.functions[constructor];
  if (!isConstructor(function) || function.owner == model::kNone) return model::kNone;
  auto destructors = facts_.destructors.find(function.owner);
  if (destructors == facts_.destructors.end()) return model::kNone;
  for (FunctionId destructor : llvm::reverse(destructors->second)) {
    llvm::BitVector seen(unit_.functions.size());
    if (matters(destructor, seen)) return destructor;
  }
  return model::kNone;
}

bool Destructors::matters(FunctionId id, llvm::BitVector& seen) const {
  if (seen[id]) return false;
  seen.set(id);
  for (const model::Block& block : unit_.functions[id].blocks) {
    for (const Instruction& instruction : block.instructions) {
      switch (instruction.opcode) {
        case Opcode::Operation:
        case Opcode::Select:
        case Opcode::Destroy:
        case Opcode::Spawn:
          return true;
        case Opcode::Call:
          if (instruction.callee.kind == Callee::Value) return true;
          if (instruction.callee.function != model::kNone &&
              matters(instruction.callee.function, seen))
            return true;
          break;
        default:
          break;
      }
    }
  }
  return false;
}

}  // namespace chanvet::explore
