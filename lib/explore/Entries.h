// The functions beside main from which a unit can be run, for those who choose among them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <llvm/ADT/BitVector.h>

#include "model/Model.h"

namespace chanvet::explore {

struct Entries {
  struct Entry {
    uint32_t function = 0;  // index into functions
    // The functions that make primitives and that it calls, starts or gives to others, or leads to
    // by way of what these do: but for those that other units cannot begin with.
    std::vector<uint32_t> leadsTo;
  };
  std::vector<std::string> functions;  // USR
  std::vector<Entry> all;              // in the order in which they are to be run
};

Entries entriesWithReach(const model::Unit& unit);

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

 private:
  std::vector<std::vector<model::FunctionId>> users_;
  std::vector<model::FunctionId> direct_;
};

}  // namespace chanvet::explore
