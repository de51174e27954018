// What a fiber would still do if it went on. Internal to the room.
#pragma once

#include <set>

#include "explore/State.h"

namespace chanvet::explore {

// The kinds of operations in the code that runs after the place where the fiber stands: in the
// functions on its stack and all that they call. Calls of closures and of what is not seen can do
// anything; `isOpen` says that there is one.
struct Future {
  // Own: without what the fibers do that it starts.
  enum Whose : uint8_t { Own, AndChildren };
  std::set<model::OpKind> operations;
  bool isOpen = false;

  bool mayDo(std::initializer_list<model::OpKind> kinds) const;
};

Future futureOf(const model::Unit& unit, const Fiber& fiber,
                Future::Whose whose = Future::AndChildren);

}  // namespace chanvet::explore
