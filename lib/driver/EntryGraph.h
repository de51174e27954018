// The functions from which units without a main can be run, as a store shows them: before any of
// their programs is put together, which costs more than to run it.
#pragma once

#include <cstddef>
#include <vector>

#include <llvm/ADT/ArrayRef.h>
#include <llvm/ADT/BitVector.h>

#include "explore/Entries.h"
#include "link/Program.h"
#include "link/Store.h"
#include "model/Model.h"

namespace chanvet::driver {

// Functions are told apart by their keys, as if each were all that units have under its key. So it
// may see a way from one to another that no program has, and misses none.
class EntryGraph {
 public:
  // A function from which a program is to be run.
  struct Entry {
    std::size_t program = 0;
    model::FunctionId function = 0;  // its key
  };

  EntryGraph(const link::Store& store, const link::Linker& linker);

  // The functions of a unit that may make a primitive, themselves or in what they lead to, and that
  // no other of the unit calls. Those that it refers to come last.
  std::vector<model::FunctionId> entriesOf(link::UnitId unit) const;

  // By entry: whether one of another program may lead to it. Nothing of another unit leads to a
  // function that only its own can name.
  llvm::BitVector ledToByOthers(llvm::ArrayRef<Entry> entries) const;

 private:
  struct Function {
    std::vector<model::FunctionId> users;      // who refers to it
    std::vector<model::FunctionId> callers;    // who calls or starts it by name
    std::vector<model::FunctionId> overrides;  // whose callers call it as well
    std::vector<model::FunctionId> leadsTo;    // what it refers to that may make a primitive
    bool mayMake = false;
    bool canBegin = false;
  };

  void readFunctions(explore::Makers& makers);
  void readOverriders(explore::Makers& makers);
  void connect(const explore::Makers& makers);
  bool isCalled(model::FunctionId function, const llvm::BitVector& by) const;
  // The functions that have a body in a unit.
  llvm::BitVector bodiesOf(link::UnitId unit) const;

  const link::Store& store_;
  const link::Linker& linker_;
  std::vector<Function> functions_;  // by key
};

}  // namespace chanvet::driver
