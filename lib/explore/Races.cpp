#include "explore/Races.h"

#include <llvm/ADT/STLExtras.h>

#include "explore/Names.h"

namespace chanvet::explore {

using model::Instruction;
using model::Opcode;
using model::Value;

namespace {

bool isWrite(const Instruction& instruction) {
  return model::isAccess(instruction.opcode) && instruction.opcode != Opcode::Load;
}

// The symbols of the fields that registers of the function are slots of.
std::vector<model::SymbolId> fieldsOf(const model::Function& function) {
  std::vector<model::SymbolId> fields(function.registers, model::kNone);
  for (const model::Block& block : function.blocks)
    for (const Instruction& instruction : block.instructions)
      if (instruction.opcode == Opcode::Field && instruction.result != model::kNone)
        fields[instruction.result] = instruction.symbol;
  return fields;
}

model::SymbolId fieldAt(const std::vector<model::SymbolId>& fields, const Value& slot) {
  return slot.kind == Value::Reg ? fields[slot.payload] : model::kNone;
}

// The symbols of the slots that a function's stores go to.
void addStores(const model::Function& function, llvm::BitVector& symbols) {
  std::vector<model::SymbolId> fields = fieldsOf(function);
  for (const model::Block& block : function.blocks) {
    for (const Instruction& instruction : block.instructions) {
      if (!isWrite(instruction)) continue;
      const Value& target = instruction.operands[0];
      if (target.kind == Value::GlobalSlot) symbols.set(target.payload);
      if (model::SymbolId field = fieldAt(fields, target); field != model::kNone)
        symbols.set(field);
    }
  }
}

// The captures whose referents a function writes to.
void addWritesThrough(const model::Function& function, llvm::BitVector& captures) {
  std::vector<model::SymbolId> fields = fieldsOf(function);
  std::vector<model::SymbolId> referents(function.registers, model::kNone);
  for (const model::Block& block : function.blocks)
    for (const Instruction& instruction : block.instructions)
      if (instruction.opcode == Opcode::Load && instruction.result != model::kNone)
        referents[instruction.result] = fieldAt(fields, instruction.operands[0]);
  for (const model::Block& block : function.blocks)
    for (const Instruction& instruction : block.instructions)
      if (isWrite(instruction))
        if (model::SymbolId capture = fieldAt(referents, instruction.operands[0]);
            capture != model::kNone)
          captures.set(capture);
}

}  // namespace

ChangingSlots::ChangingSlots(const model::Unit& unit) : symbols_(unit.symbols.size()) {
  findSymbols(unit);
  findLocals(unit);
}

bool ChangingSlots::contains(const Object& object, int64_t key) const {
  if (key < 0) return false;
  const llvm::BitVector& changing =
      object.frameOf == model::kNone ? symbols_ : locals_[object.frameOf];
  return key < static_cast<int64_t>(changing.size()) && changing[key];
}

void ChangingSlots::findLocals(const model::Unit& unit) {
  llvm::BitVector writtenThrough(unit.symbols.size());
  for (const model::Function& function : unit.functions) addWritesThrough(function, writtenThrough);
  for (const model::Function& function : unit.functions) {
    std::vector<model::SymbolId> fields = fieldsOf(function);
    llvm::BitVector captured(function.locals.size()), changing(function.locals.size());
    std::vector<unsigned> writes(function.locals.size());
    for (const model::Block& block : function.blocks) {
      for (const Instruction& instruction : block.instructions) {
        if (!isWrite(instruction)) continue;
        const Value &target = instruction.operands[0], &value = instruction.operands.back();
        if (target.kind == Value::LocalSlot) ++writes[target.payload];
        model::SymbolId capture = fieldAt(fields, target);
        if (value.kind != Value::LocalSlot || capture == model::kNone) continue;
        captured.set(value.payload);
        if (writtenThrough[capture]) changing.set(value.payload);
      }
    }
    for (unsigned local : captured.set_bits())
      if (writes[local] > 1) changing.set(local);
    locals_.push_back(std::move(changing));
  }
}

void ChangingSlots::findSymbols(const model::Unit& unit) {
  for (model::FunctionId id = 0; id < unit.functions.size(); ++id) {
    const model::Function& function = unit.functions[id];
    bool makes = id == unit.initializer || isConstructor(function);
    if (!makes) addStores(function, symbols_);
  }
  // Captures, pairs and guards are filled where they are made; static locals are initialised once,
  // whoever comes first.
  for (size_t i = 0; i < unit.symbols.size(); ++i) {
    llvm::StringRef name = unit.symbols[i];
    if (name.starts_with("lambda#") || name.starts_with("std::") || name.starts_with("guard::") ||
        name.starts_with("cancel::"))
      symbols_.reset(i);
    if (!name.consume_front("initialized ")) continue;
    symbols_.reset(i);
    auto initialised = llvm::find(unit.symbols, name);
    if (initialised != unit.symbols.end()) symbols_.reset(initialised - unit.symbols.begin());
  }
}

}  // namespace chanvet::explore
