// How far to look, and how.
#pragma once

#include <cstdint>

namespace chanvet::explore {

struct SearchOptions {
  unsigned states = 40000;      // of one root, at most; and a hundred times as many instructions
  bool reduces = true;          // false: all orders of what does not depend on each other, too
  uint32_t depth = UINT32_MAX;  // transitions from the start on, at most
  bool measures = false;        // what needs work of its own: how much memory is used
};

}  // namespace chanvet::explore
