#include "model/OwnEffects.h"

#include <llvm/ADT/BitVector.h>
#include <llvm/ADT/STLExtras.h>

namespace chanvet::model {

// Where code runs, and what is its own there.
struct OwnEffects::Scope {
  Scope(const Function& function, SymbolId global) : made(function.registers), global(global) {}

  bool isMade(const Value& value) const { return value.kind == Value::Reg && made[value.payload]; }
  bool isSelf(const Value& value) const {
    return hasSelf && value.kind == Value::LocalSlot && value.payload == 0;
  }
  // Whether what stands there may be changed.
  bool isOwn(const Value& place) const {
    if (place.kind == Value::GlobalSlot) return place.payload == global;
    return isMade(place) || (place.kind == Value::LocalSlot && !isSelf(place));
  }
  void note(Register result) {
    if (result != kNone) made.set(result);
  }

  llvm::BitVector made;  // the registers that lead to what is made here, or to the object itself
  SymbolId global;
  bool hasSelf = false;  // the first local holds the object that the function is called on
};

bool OwnEffects::areOwn(const Function& function, llvm::ArrayRef<Instruction> instructions,
                        SymbolId global) {
  Scope scope(function, global);
  return llvm::all_of(instructions,
                      [&](const Instruction& instruction) { return visit(instruction, scope); });
}

bool OwnEffects::visit(const Instruction& instruction, Scope& scope) {
  if (instruction.atomic) return false;
  switch (instruction.opcode) {
    case Opcode::Compute:
    case Opcode::Compare:
    case Opcode::Not:
    case Opcode::And:
    case Opcode::Or:
      return true;
    case Opcode::Hold:
    case Opcode::Field:
    case Opcode::Element:
      if (scope.isMade(instruction.operands[0])) scope.note(instruction.result);
      return true;
    case Opcode::Load:
      if (scope.isSelf(instruction.operands[0])) scope.note(instruction.result);
      return !instruction.moves || scope.isOwn(instruction.operands[0]);
    case Opcode::New:
      scope.note(instruction.result);
      return true;
    case Opcode::Store:
    case Opcode::Copy:
    case Opcode::Resize:
    case Opcode::EndScope:
      return scope.isOwn(instruction.operands[0]);
    case Opcode::Call:
      return isOwnCall(instruction, scope);
    default:
      return false;
  }
}

bool OwnEffects::isOwnCall(const Instruction& call, const Scope& scope) {
  if (call.callee.kind != Callee::Direct) return false;
  const FunctionId function = call.callee.function;
  const SymbolId owner = unit_.functions[function].owner;
  bool isOnMade = owner != kNone && !call.operands.empty() && scope.isMade(call.operands.front());
  return isHarmless(function, isOnMade) && (!isOnMade || goesHarmlessly(owner));
}

bool OwnEffects::isHarmless(FunctionId function, bool mayChangeSelf) {
  auto [known, isNew] = harmless_.try_emplace({function, mayChangeSelf}, false);
  if (!isNew) return known->second;
  const bool isHarmless = findHarmless(unit_.functions[function], mayChangeSelf);
  harmless_[{function, mayChangeSelf}] = isHarmless;
  return isHarmless;
}

bool OwnEffects::findHarmless(const Function& function, bool mayChangeSelf) {
  if (!function.hasBody()) return false;
  Scope scope(function, kNone);
  scope.hasSelf = mayChangeSelf;
  return llvm::all_of(function.blocks, [&](const Block& block) {
    return block.terminator.kind != Terminator::Throw &&
           llvm::all_of(block.instructions,
                        [&](const Instruction& instruction) { return visit(instruction, scope); });
  });
}

bool OwnEffects::goesHarmlessly(SymbolId owner) {
  if (!destructors_) {
    destructors_.emplace();
    for (FunctionId id = 0; id < unit_.functions.size(); ++id)
      if (const Function& function = unit_.functions[id];
          function.isDestructor() && function.owner != kNone)
        destructors_->try_emplace(function.owner, id);
  }
  auto destructor = destructors_->find(owner);
  return destructor != destructors_->end() && isHarmless(destructor->second, true);
}

}  // namespace chanvet::model
