// What a function of the model names.
#pragma once

#include <llvm/ADT/STLFunctionalExtras.h>

#include "model/Model.h"

namespace chanvet::model {

// Calls `visit` with every value and function that is named in the function, whether what names it
// runs or not; functions come as references to them.
void eachMentioned(const Function& function, llvm::function_ref<void(const Value&)> visit);

}  // namespace chanvet::model
