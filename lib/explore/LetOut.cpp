#include "explore/LetOut.h"

namespace chanvet::explore {

using model::FunctionId;
using model::Instruction;
using model::SymbolId;
using model::Value;

void eachNamed(const model::Function& function, llvm::function_ref<void(const Value&)> visit) {
  auto visitFunction = [&](FunctionId id) {
    if (id != model::kNone) visit(Value::function(id));
  };
  for (const model::Block& block : function.blocks) {
    for (const Instruction& instruction : block.instructions) {
      visitFunction(instruction.function);
      visitFunction(instruction.callee.function);
      visit(instruction.callee.value);
      for (const Value& operand : instruction.operands) visit(operand);
      for (const model::SelectCase& one : instruction.cases) {
        visit(one.channel);
        visit(one.sent);
      }
    }
    visit(block.terminator.value);
  }
}

LetOut::LetOut(const model::Unit& unit)
    : unit_(unit), functions_(unit.functions.size()), globals_(unit.symbols.size()) {}

llvm::ArrayRef<SymbolId> LetOut::add(FunctionId function) {
  auto [known, isFirst] = known_.try_emplace(function);
  if (isFirst) {
    functions_.set(function);
    known->second = globalsNamedFrom(function);
    for (SymbolId global : known->second) globals_.set(global);
  }
  return known->second;
}

std::vector<SymbolId> LetOut::globalsNamedFrom(FunctionId function) const {
  llvm::BitVector found(unit_.functions.size()), globals(unit_.symbols.size());
  std::vector<FunctionId> work;
  auto add = [&](FunctionId id) {
    if (found[id]) return;
    found.set(id);
    work.push_back(id);
  };
  add(function);
  while (!work.empty()) {
    const model::Function& next = unit_.functions[work.back()];
    work.pop_back();
    for (FunctionId overrider : next.overriders) add(overrider);
    eachNamed(next, [&](const Value& value) {
      if (value.kind == Value::FunctionRef) add(static_cast<FunctionId>(value.payload));
      if (value.kind == Value::GlobalSlot) globals.set(value.payload);
    });
  }
  auto members = globals.set_bits();
  return {members.begin(), members.end()};
}

}  // namespace chanvet::explore
