// What is to be known of all functions of a unit before any of them is run.
#pragma once

#include <vector>

#include <llvm/ADT/BitVector.h>
#include <llvm/ADT/DenseMap.h>
#include <llvm/ADT/SmallVector.h>

#include "model/Model.h"

namespace chanvet::explore {

// Of one function. Fields, globals and classes are symbols, each named once.
struct FunctionFacts {
  bool isMain = false;  // with a body, as all that follows
  bool startsFibers = false;
  model::SymbolId destroys = model::kNone;     // the class that it is the destructor of
  std::vector<model::SymbolId> stores;         // the slots that it changes; none of a constructor
  std::vector<model::SymbolId> writesThrough;  // the captures whose referents it writes to
};

FunctionFacts factsOf(const model::Function& function);

// Of a unit: those of its functions put together.
struct UnitFacts {
  std::vector<model::FunctionId> mains;
  bool startsFibers = false;
  llvm::DenseMap<model::SymbolId, llvm::SmallVector<model::FunctionId, 1>> destructors;
  llvm::BitVector stored, writtenThrough;  // by symbol

  // What has no functions yet, of a unit with so many symbols.
  explicit UnitFacts(size_t symbols) : stored(symbols), writtenThrough(symbols) {}
  // What initialises globals stores how they begin.
  void add(model::FunctionId id, const FunctionFacts& facts, bool isInitializer);
};

UnitFacts factsOf(const model::Unit& unit);

}  // namespace chanvet::explore
