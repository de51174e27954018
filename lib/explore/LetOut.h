// What code that is not seen was given to call, and what it can get at by that.
#pragma once

#include <map>
#include <vector>

#include <llvm/ADT/ArrayRef.h>
#include <llvm/ADT/BitVector.h>
#include <llvm/ADT/STLFunctionalExtras.h>

#include "model/Model.h"

namespace chanvet::explore {

class LetOut {
 public:
  explicit LetOut(const model::Unit& unit);

  bool contains(model::FunctionId function) const { return functions_[function]; }

  // Whether a function that was let out leads to the global: what is put there is given away.
  bool leadsTo(model::SymbolId global) const { return globals_[global]; }

  // Lets a function out. Returns the globals that it and what it leads to name, in order.
  llvm::ArrayRef<model::SymbolId> add(model::FunctionId function);

 private:
  std::vector<model::SymbolId> globalsNamedFrom(model::FunctionId function) const;

  const model::Unit& unit_;
  llvm::BitVector functions_;
  llvm::BitVector globals_;
  std::map<model::FunctionId, std::vector<model::SymbolId>> known_;
};

}  // namespace chanvet::explore
