// The functions beside main from which a unit can be run, for those who choose among them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

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

}  // namespace chanvet::explore
