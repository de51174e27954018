// The functions from which units can be run, as a store shows them: before any of their programs
// is put together.
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

  // Takes in a function that some unit has this body of.
  void add(model::FunctionId key, const model::Function& function);
  // When all are in, and before anything is asked: who overrides whom, and what leads to what.
  void connect(const link::Linker& linker);

  // Of some functions with a body, those that may make a primitive, themselves or in what they lead
  // to, and that no other of these calls. Those that these refer to come last.
  std::vector<model::FunctionId> entriesOf(llvm::ArrayRef<model::FunctionId> functions) const;
  // Whether another of some functions calls it.
  bool isCalled(model::FunctionId function, const llvm::BitVector& by) const;

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

  Function& at(model::FunctionId key);
  void addOverriders(const link::Linker& linker);

  const link::Linker* linker_ = nullptr;
  std::vector<Function> functions_;  // by key
  explore::Makers makers_;
};

}  // namespace chanvet::driver
