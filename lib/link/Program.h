// Programs out of units: what one main reaches, or one unit without a main, as one unit of the
// model.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <llvm/ADT/DenseMap.h>
#include <llvm/ADT/STLFunctionalExtras.h>

#include "link/Outlines.h"
#include "link/Store.h"
#include "model/Model.h"

namespace chanvet::link {

class Linker;
class Linking;

// Its functions are brought when they are asked for.
class Program {
 public:
  // Where a function comes from.
  struct Origin {
    model::FunctionId key = model::kNone;
    UnitId unit = model::kNone;
    uint32_t definition = model::kNone;  // its body; none: it has none
  };

  Program(const Linker& linker, UnitId root);
  ~Program();
  Program(const Program&) = delete;

  model::Unit unit;
  std::vector<UnitId> members;  // the units that are part of it, its root first
  // What is defined in several ways in units that could be part of it, and which was taken.
  std::vector<std::string> conflicts;

  Origin origin(model::FunctionId function) const;
  // What a symbol of the store is in the program, where a unit of it names it; kNone: none does.
  model::SymbolId symbol(model::SymbolId id, UnitId scope) const;
  // Equal for equal programs, whatever their store. It takes no reading of functions.
  std::string digest() const;

 private:
  std::unique_ptr<Linking> linking_;
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
  // The store is canonical, and outlives the linker. `use` is shown each body, with the key of each
  // function that has it.
  using Use = llvm::function_ref<void(model::FunctionId key, uint32_t definition,
                                      const model::Function& function)>;
  explicit Linker(
      const Store& store, Use use = [](model::FunctionId, uint32_t, const model::Function&) {});

  // The units with a main, in order.
  const std::vector<UnitId>& mains() const { return mains_; }
  UnitId units() const { return units_.size(); }
  const UnitRecord& unit(UnitId id) const { return units_[id]; }
  // The functions that a unit has a body of, in its order.
  std::vector<model::FunctionId> bodies(UnitId unit) const;
  const std::vector<Key>& keys() const { return keys_; }
  // The units without one, in order.
  std::vector<UnitId> libraries() const;
  // The program that has a unit as its root. The linker outlives it.
  Program link(UnitId root) const { return Program(*this, root); }

 private:
  friend class Linking;
  struct Definer {
    UnitId unit = 0;
    uint32_t definition = 0;
  };
  struct Definers {
    std::vector<Definer> all;
    bool areApart = false;  // some are in another place than others
  };
  // A function that a unit has, by its key.
  struct Member {
    UnitId unit = 0;
    model::FunctionId function = 0;
  };

  void index(UnitId id);
  std::vector<std::vector<model::FunctionId>> keysOfBodies() const;
  bool areApart(llvm::ArrayRef<Definer> definers) const;
  bool hasBody(const UnitRecord::Entry& entry) const;

  const Store& store_;
  std::vector<Key> keys_;
  std::vector<Symbol> symbols_;
  std::vector<UnitRecord> units_;
  std::vector<UnitId> mains_;
  // Of each unit, by key: the number of the function in the record.
  std::vector<llvm::DenseMap<model::FunctionId, uint32_t>> entries_;
  // By key: who has a body of a function that all units share, and what overrides a method.
  std::vector<Definers> definers_;
  std::vector<std::vector<Member>> overriders_;
  // By symbol: what destroys objects of a class, and the units that initialise a global that all
  // units share.
  std::vector<std::vector<Member>> destructors_;
  std::vector<std::vector<UnitId>> initialisers_;
  Outlines outlines_;
};

}  // namespace chanvet::link
