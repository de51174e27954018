#include "check/CaptureFix.h"

#include <set>

#include "check/SourceText.h"

namespace chanvet::check {

using model::Instruction;
using model::Opcode;
using model::Value;

namespace {

using Registers = std::set<model::Register>;

bool isIn(const Registers& registers, const Value& value) {
  return value.kind == Value::Reg && registers.contains(value.payload);
}

// What is loaded from one of the slots.
Registers loadedFrom(const model::Function& body, const Registers& slots) {
  Registers loaded;
  for (const model::Block& block : body.blocks)
    for (const Instruction& i : block.instructions)
      if (i.opcode == Opcode::Load && isIn(slots, i.operands[0])) loaded.insert(i.result);
  return loaded;
}

bool looksBehind(Opcode opcode) {
  return opcode == Opcode::Load || opcode == Opcode::Store || opcode == Opcode::Field ||
         opcode == Opcode::Element || opcode == Opcode::Copy || opcode == Opcode::Operation;
}

}  // namespace

bool onlyReads(const model::Function& body, model::SymbolId field) {
  Registers slots;
  for (const model::Block& block : body.blocks)
    for (const Instruction& i : block.instructions)
      if (i.opcode == Opcode::Field && i.symbol == field) slots.insert(i.result);
  Registers places = loadedFrom(body, slots), values = loadedFrom(body, places);
  for (const model::Block& block : body.blocks)
    for (const Instruction& i : block.instructions) {
      // What has an owner, and what is an atomic, has no copy.
      bool follows = looksBehind(i.opcode) && !i.operands.empty() && isIn(values, i.operands[0]);
      if (follows || (i.atomic && isIn(places, i.operands[0]))) return false;
      for (const Value& operand : i.operands)
        if (isIn(places, operand) && i.opcode != Opcode::Load) return false;
    }
  return true;
}

bool isWrittenOnce(const model::Unit& unit, const flow::Borrow& borrow) {
  const model::Function& owner = unit.functions[borrow.owner];
  unsigned writes = 0;
  for (const model::Block& block : owner.blocks)
    for (const Instruction& i : block.instructions) {
      bool isWrite = i.opcode == Opcode::Store || i.opcode == Opcode::Havoc;
      if (!isWrite || i.operands[0].kind != Value::LocalSlot) continue;
      writes += unit.place(owner.locals[i.operands[0].payload].location) == borrow.declared;
    }
  return writes <= 1;
}

std::optional<Fix> captureByValue(const flow::Borrow& borrow) {
  SourceText source;
  Fix fix;
  fix.description = "capture '" + borrow.name + "' by value";
  const Place& at = borrow.captured;
  llvm::StringRef line = source.line(at.file, at.line);
  llvm::StringRef before = line.substr(0, at.column - 1).rtrim();
  bool isExplicit = before.ends_with("&") && line.substr(at.column - 1).starts_with(borrow.name);
  if (isExplicit) {
    unsigned ampersand = before.size();
    fix.edits.push_back({{at.file, at.line, ampersand, at.line, at.column}, ""});
    return fix;
  }
  llvm::StringRef closure =
      source.line(borrow.closure.file, borrow.closure.line).substr(borrow.closure.column - 1);
  if (!closure.starts_with("[&]") && !closure.starts_with("[&,")) return std::nullopt;
  unsigned column = borrow.closure.column + 2;
  fix.edits.push_back(
      {{borrow.closure.file, borrow.closure.line, column, borrow.closure.line, column},
       ", " + borrow.name});
  return fix;
}

}  // namespace chanvet::check
