// What makes a function one from which a unit can be run beside main.
#pragma once

#include <vector>

#include <llvm/ADT/BitVector.h>
#include <llvm/ADT/STLFunctionalExtras.h>

#include "model/Model.h"

namespace chanvet::explore {

// Whether some unit may begin with it.
bool canBegin(const model::Function& function);

// Calls `use` with each function that this one calls or starts by name.
void forEachCallee(const model::Function& function,
                   llvm::function_ref<void(model::FunctionId)> use);

// Finds the functions that make primitives, themselves or in what they refer to. A handle of a
// fiber is a primitive, too.
class Makers {
 public:
  // Takes in the function with this id, and what it calls, starts or makes a value of by the ids
  // that it has for these.
  void add(model::FunctionId id, const model::Function& function);
  void addUse(model::FunctionId user, model::FunctionId used);
  // By id, up to that of the last one.
  llvm::BitVector find() const;
  // By id, up to that of the last one that is used: who refers to it.
  const std::vector<std::vector<model::FunctionId>>& users() const { return users_; }

 private:
  std::vector<std::vector<model::FunctionId>> users_;
  std::vector<model::FunctionId> direct_;
};

}  // namespace chanvet::explore
