// Where the values of a function come from.
#pragma once

#include "model/Model.h"

namespace chanvet::model {

// The instruction that defines a register; null for other values.
const Instruction* definitionOf(const Function& function, const Value& value);

// What is stored in the slot, where only one instruction of the function does that; else null.
const Value* onlyStore(const Function& function, const Value& slot);

// What made a value: the instruction that has it as its result, also through locals and temporaries
// that are stored to once. Null where that is not known, and for values that no instruction makes.
const Instruction* originOf(const Function& function, const Value& value);

}  // namespace chanvet::model
