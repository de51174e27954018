// Programs out of units: what one main reaches, or one unit without a main, as one unit of the
// model.
#pragma once

#include <string>
#include <vector>

#include <llvm/ADT/DenseMap.h>

#include "link/Store.h"
#include "model/Model.h"

namespace chanvet::link {

struct Program {
  model::Unit unit;
  std::vector<UnitId> members;  // the units that are part of it, its root first
  // What is defined in several ways in units that could be part of it, and which was taken.
  std::vector<std::string> conflicts;
};

// The model of one unit as it was added: its functions in their order.
model::Unit modelOf(const Store& store, UnitId id);

// Puts programs together.
//
// Each unit is the root of a program, made of its functions and of what these reach. A function
// that other units can call is that of the root; else that of the unit that calls it; else that of
// a unit that is part of the program; else that of the unit whose file lies closest to the root's,
// and among those of the first by name. It is never that of another unit with a main. A unit is
// part of a program when a function or a global of it is needed; where there is one main, all units
// are part of its program. The globals of the units that are part of a program are initialised in
// the order of the units, and their classes can be met in virtual calls.
class Linker {
 public:
  // The store is canonical, and outlives the linker.
  explicit Linker(const Store& store);

  // The units with a main, in order.
  const std::vector<UnitId>& mains() const { return mains_; }
  const UnitRecord& unit(UnitId id) const { return units_[id]; }
  const std::vector<Key>& keys() const { return keys_; }
  // The units without one, in order.
  std::vector<UnitId> libraries() const;
  // The program that has a unit as its root.
  Program link(UnitId root) const;

 private:
  friend class Linking;
  struct Definer {
    UnitId unit = 0;
    uint32_t definition = 0;
  };
  // A function that a unit has, by its key.
  struct Member {
    UnitId unit = 0;
    model::FunctionId function = 0;
  };

  void index(UnitId id);

  const Store& store_;
  std::vector<Key> keys_;
  std::vector<Symbol> symbols_;
  std::vector<UnitRecord> units_;
  std::vector<UnitId> mains_;
  // Of each unit, by key: the number of the function in the record.
  std::vector<llvm::DenseMap<model::FunctionId, uint32_t>> entries_;
  // By key: who has a body of a function that all units share, and what overrides a method.
  llvm::DenseMap<model::FunctionId, std::vector<Definer>> definers_;
  llvm::DenseMap<model::FunctionId, std::vector<Member>> overriders_;
  // By class.
  llvm::DenseMap<model::SymbolId, std::vector<Member>> destructors_;
  // The units that initialise a global that all units share.
  llvm::DenseMap<model::SymbolId, std::vector<UnitId>> initialisers_;
};

}  // namespace chanvet::link
