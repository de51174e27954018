#include "explore/Destructors.h"

#include <llvm/ADT/DenseMap.h>

#include "explore/Names.h"

namespace chanvet::explore {

using model::Callee;
using model::Function;
using model::FunctionId;
using model::Instruction;
using model::Opcode;

Destructors::Destructors(const model::Unit& unit) : unit_(unit) {
  llvm::DenseMap<model::SymbolId, FunctionId> byClass;
  for (FunctionId id = 0; id < unit.functions.size(); ++id) {
    const Function& function = unit.functions[id];
    if (!function.hasBody() || !function.isDestructor()) continue;
    llvm::BitVector seen(unit.functions.size());
    if (function.owner != model::kNone && matters(id, seen)) byClass[function.owner] = id;
  }
  for (FunctionId id = 0; id < unit.functions.size(); ++id) {
    const Function& function = unit.functions[id];
    if (!isConstructor(function) || function.owner == model::kNone) continue;
    if (auto at = byClass.find(function.owner); at != byClass.end())
      ofConstructor_[id] = at->second;
  }
}

FunctionId Destructors::of(FunctionId constructor) const {
  auto at = ofConstructor_.find(constructor);
  return at == ofConstructor_.end() ? model::kNone : at->second;
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
