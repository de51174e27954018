// Which atomic stores rest on what the same function has loaded before: their value is computed
// from it, or they run only where a test of it says so. Internal to the room.
#pragma once

#include <map>
#include <utility>
#include <vector>

#include <llvm/ADT/STLFunctionalExtras.h>

#include "explore/State.h"

namespace chanvet::explore {

// What a store has to do with a load before it.
struct Basis {
  enum Kind : uint8_t {
    None,
    Computed,  // the value is made from what was loaded
    Tested,    // the store runs only where a test of it comes out one way
  };
  Kind kind = None;
  bool doesMore = false;  // Tested: the same test decides about what is wrong to do twice
  const model::Function* function = nullptr;
  const model::Instruction* load = nullptr;
  model::Values tests;  // Tested: what the branches look at
};

class Acts {
 public:
  explicit Acts(const model::Unit& unit) : unit_(unit) {}

  // What an atomic store of the function has to do with an atomic load.
  const Basis& basis(model::FunctionId function, const model::Instruction* store,
                     const model::Instruction* load);

 private:
  using Bases = std::map<std::pair<const model::Instruction*, const model::Instruction*>, Basis>;
  class Finder;

  const model::Unit& unit_;
  std::map<model::FunctionId, Bases> known_;  // of the functions that were asked about
};

// Whether a test is known to come out differently if the load has the one and the other result.
// `valueOf` says what a parameter of the function holds that is never stored to; null: not known.
bool isTestedApart(const Basis& basis, const Datum& one, const Datum& other,
                   llvm::function_ref<const Datum*(model::LocalId)> valueOf);

}  // namespace chanvet::explore
