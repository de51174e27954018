#include "explore/Races.h"

#include <llvm/ADT/STLExtras.h>

#include "explore/Names.h"

namespace chanvet::explore {

using model::Instruction;
using model::Opcode;
using model::Value;

namespace {

// The symbols of the slots that a function's stores go to.
void addStores(const model::Function& function, llvm::BitVector& symbols) {
  std::vector<model::SymbolId> slotOf(function.registers, model::kNone);
  for (const model::Block& block : function.blocks)
    for (const Instruction& instruction : block.instructions)
      if (instruction.opcode == Opcode::Field && instruction.result != model::kNone)
        slotOf[instruction.result] = instruction.symbol;
  for (const model::Block& block : function.blocks) {
    for (const Instruction& instruction : block.instructions) {
      if (instruction.opcode != Opcode::Store) continue;
      const Value& target = instruction.operands[0];
      if (target.kind == Value::GlobalSlot) symbols.set(target.payload);
      if (target.kind == Value::Reg && slotOf[target.payload] != model::kNone)
        symbols.set(slotOf[target.payload]);
    }
  }
}

}  // namespace

llvm::BitVector changingSymbols(const model::Unit& unit) {
  llvm::BitVector symbols(unit.symbols.size());
  for (model::FunctionId id = 0; id < unit.functions.size(); ++id) {
    const model::Function& function = unit.functions[id];
    bool makes = id == unit.initializer || !classOfConstructor(function.name).empty();
    if (!makes) addStores(function, symbols);
  }
  // Captures, pairs and guards are filled where they are made; static locals are initialised once,
  // whoever comes first.
  for (size_t i = 0; i < unit.symbols.size(); ++i) {
    llvm::StringRef name = unit.symbols[i];
    if (name.starts_with("lambda#") || name.starts_with("std::") || name.starts_with("guard::") ||
        name.starts_with("cancel::"))
      symbols.reset(i);
    if (!name.consume_front("initialized ")) continue;
    symbols.reset(i);
    auto initialised = llvm::find(unit.symbols, name);
    if (initialised != unit.symbols.end()) symbols.reset(initialised - unit.symbols.begin());
  }
  return symbols;
}

}  // namespace chanvet::explore
