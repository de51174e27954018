#include "model/Origin.h"

namespace chanvet::model {

const Instruction* definitionOf(const Function& function, const Value& value) {
  if (value.kind != Value::Reg) return nullptr;
  for (const Block& block : function.blocks)
    for (const Instruction& instruction : block.instructions)
      if (instruction.result == value.payload) return &instruction;
  return nullptr;
}

const Value* onlyStore(const Function& function, const Value& slot) {
  const Value* stored = nullptr;
  for (const Block& block : function.blocks)
    for (const Instruction& instruction : block.instructions) {
      if (instruction.opcode != Opcode::Store || instruction.operands[0] != slot) continue;
      if (stored) return nullptr;
      stored = &instruction.operands[1];
    }
  return stored;
}

const Instruction* originOf(const Function& function, const Value& value) {
  const Instruction* definition = definitionOf(function, value);
  // Each hop leads to another slot, or a loop of stores is followed in vain.
  for (unsigned hops = 8; definition && definition->opcode == Opcode::Load && hops > 0; --hops) {
    const Value* stored = onlyStore(function, definition->operands[0]);
    if (!stored) return nullptr;
    definition = definitionOf(function, *stored);
  }
  return definition && definition->opcode != Opcode::Load ? definition : nullptr;
}

}  // namespace chanvet::model
