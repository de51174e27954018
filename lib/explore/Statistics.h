// What exploring cost: for measuring, and for nothing that is reported.
#pragma once

#include <cstdint>
#include <string>

#include <llvm/ADT/DenseSet.h>

namespace chanvet::explore {

class State;
struct Object;

// Of one root. All but the time is the same on every machine.
struct Statistics {
  std::string root;           // qualified name
  uint64_t states = 0;        // that differ
  uint64_t transitions = 0;   // followed from one of them to another
  uint64_t steps = 0;         // instructions run
  unsigned fibers = 0;        // most at once
  uint64_t waiting = 0;       // most states found and not yet looked at, at once
  uint64_t graphBytes = 0;    // of what is kept of the states and transitions
  uint64_t waitingBytes = 0;  // of the waiting states when they were most, within a tenth
  bool isCut = false;
  double seconds = 0;  // of the processor; the only figure that differs from run to run
};

// The bytes of the state and of those of its objects that are not among `counted`, which they join.
uint64_t bytesOf(const State& state, llvm::DenseSet<const Object*>& counted);

}  // namespace chanvet::explore
