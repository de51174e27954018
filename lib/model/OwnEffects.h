// Whether code changes nothing but what it makes itself.
#pragma once

#include <map>
#include <optional>
#include <utility>

#include <llvm/ADT/ArrayRef.h>
#include <llvm/ADT/DenseMap.h>

#include "model/Model.h"

namespace chanvet::model {

class OwnEffects {
 public:
  // The unit outlives it, and its functions stay as they are.
  explicit OwnEffects(const Unit& unit) : unit_(unit) {}

  // Whether these instructions of a function, one after the other, change nothing but objects that
  // they make, and `global`; and these objects go without anything else being changed.
  bool areOwn(const Function& function, llvm::ArrayRef<Instruction> instructions, SymbolId global);

 private:
  struct Scope;

  bool visit(const Instruction& instruction, Scope& scope);
  bool isOwnCall(const Instruction& call, const Scope& scope);
  // Whether a function changes nothing, or nothing but the object that it is called on.
  bool isHarmless(FunctionId function, bool mayChangeSelf);
  bool findHarmless(const Function& function, bool mayChangeSelf);
  // Whether the class has a destructor that is.
  bool goesHarmlessly(SymbolId owner);

  const Unit& unit_;
  std::map<std::pair<FunctionId, bool>, bool> harmless_;
  // By class; found when one is asked for.
  std::optional<llvm::DenseMap<SymbolId, FunctionId>> destructors_;
};

}  // namespace chanvet::model
