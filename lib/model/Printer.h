// The model, readable: for `chanvet model`, bug reports and tests.
#pragma once

#include "model/Model.h"

namespace llvm {
class raw_ostream;
}

namespace chanvet::model {

// Prints every function that has a body, in order.
void print(const Unit& unit, llvm::raw_ostream& out);
void print(const Unit& unit, const Function& function, llvm::raw_ostream& out);

}  // namespace chanvet::model
