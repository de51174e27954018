#include "explore/Destructors.h"

#include <llvm/ADT/StringMap.h>

#include "explore/Names.h"

namespace chanvet::explore {

using model::Callee;
using model::Function;
using model::FunctionId;
using model::Instruction;
using model::Opcode;

bool Destructors::isDestructor(const Function& function) {
  size_t at = llvm::StringRef(function.name).rfind("::");
  return at != llvm::StringRef::npos && function.name.compare(at + 2, 1, "~") == 0;
}

Destructors::Destructors(const model::Unit& unit) : unit_(unit) {
  llvm::StringMap<FunctionId> byClass;
  for (FunctionId id = 0; id < unit.functions.size(); ++id) {
    const Function& function = unit.functions[id];
    if (!function.hasBody() || !isDestructor(function)) continue;
    llvm::BitVector seen(unit.functions.size());
    llvm::StringRef name = function.name;
    if (matters(id, seen)) byClass[name.take_front(name.rfind("::"))] = id;
  }
  for (FunctionId id = 0; id < unit.functions.size(); ++id) {
    llvm::StringRef made = classOfConstructor(unit.functions[id].name);
    if (auto at = byClass.find(made); !made.empty() && at != byClass.end())
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
