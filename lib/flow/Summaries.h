// What each function of a unit may do, itself or through what it calls: computed bottom-up over the
// call graph, with cycles (recursion) joined to a fixed point.
#pragma once

#include <vector>

#include "model/Model.h"

namespace chanvet::flow {

struct Summary {
  bool operates = false;     // works on a primitive, spawns, or lets a handle out
  bool handles = false;      // moves handles or callables about
  bool waits = false;        // joins, gets, or waits for a group
  bool callsUnseen = false;  // calls what is not seen, and may wait for anything
  bool mayThrow = false;     // an explicit throw or panic can leave it
  bool mayReturn = true;     // control can come back from it
  bool isRecursive = false;
  bool isRelevant() const { return operates || handles || mayThrow; }
};

// Whether an instruction of `function` waits for fibers, itself or in what it calls.
bool waitsFor(const model::Unit& unit, const std::vector<Summary>& summaries,
              const model::Function& function, const model::Instruction& instruction);

// Whether an instruction calls what is not seen, itself or in what it calls, and may wait there.
bool mayWaitFor(const model::Unit& unit, const std::vector<Summary>& summaries,
                const model::Instruction& instruction);

std::vector<Summary> summarize(const model::Unit& unit);

// The functions a call can run: one for a direct call, the overriders that have a body for a
// virtual one. Empty when it cannot be told.
std::vector<model::FunctionId> targets(const model::Unit& unit, const model::Callee& callee);

}  // namespace chanvet::flow
