// How far to look, and how.
#pragma once

namespace chanvet::explore {

struct SearchOptions {
  unsigned states = 20000;  // of one root, at most; and a hundred times as many instructions
  bool reduces = true;      // false: all orders of what does not depend on each other, too
  bool measures = false;    // what needs work of its own: how much memory is used
};

}  // namespace chanvet::explore
