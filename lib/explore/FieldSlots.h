// Which registers of a function are slots of fields. Internal to the room.
#pragma once

#include <vector>

#include "model/Model.h"

namespace chanvet::explore {

inline bool isWrite(const model::Instruction& instruction) {
  return model::isAccess(instruction.opcode) && instruction.opcode != model::Opcode::Load;
}

class FieldSlots {
 public:
  explicit FieldSlots(const model::Function& function) : fields_(function.registers, model::kNone) {
    for (const model::Block& block : function.blocks)
      for (const model::Instruction& instruction : block.instructions)
        if (instruction.opcode == model::Opcode::Field && instruction.result != model::kNone)
          fields_[instruction.result] = instruction.symbol;
  }

  // The symbol of the field; kNone where the slot is none of a field.
  model::SymbolId at(const model::Value& slot) const {
    return slot.kind == model::Value::Reg ? fields_[slot.payload] : model::kNone;
  }

 private:
  std::vector<model::SymbolId> fields_;  // by register
};

}  // namespace chanvet::explore
