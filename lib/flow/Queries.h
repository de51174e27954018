// Questions about single instructions that several checks ask.
#pragma once

#include "flow/Graph.h"
#include "flow/PathEngine.h"
#include "flow/PointsTo.h"

namespace chanvet::flow {

// Whether anything in the function looks at the result of an instruction.
bool isResultUsed(const model::Function& function, const model::Instruction& instruction);

// Whether a lock is that of a guard, made or locked by the guard's own member.
bool isGuards(const model::Unit& unit, const model::Function& function,
              const model::Instruction& lock);

// Whether all code that can get at the primitive an operation works on is in this unit: it is a
// local of the function (no parameter), an internal global, or a private field of a class whose
// members all have their bodies here.
bool isWhollySeen(const model::Unit& unit, const model::Function& function,
                  const model::Instruction& operation);

// The field or global that holds the primitive an operation works on, or leads to it: kNone where
// it is reached through locals alone.
model::SymbolId heldBy(const model::Function& function, const model::Instruction& operation);

// The name of the field, global or local that holds the primitive an operation works on, without
// its class or namespace. Empty where there is none.
std::string holderName(const model::Unit& unit, const model::Function& function,
                       const model::Instruction& operation);

// The field or global that a value is in, also as an element of what that holds, and through locals
// that are stored to once. kNone where it is in neither.
model::SymbolId keptIn(const model::Function& function, model::Value value);

// Whether a caller gets something from the function.
bool returnsValue(const model::Function& function);

// Whether a handler around the instruction names an exception of the primitive's own library, or
// one of the standard's other than std::exception: the author expects the operation to fail.
bool isFailureExpected(const model::Unit& unit, const model::Function& function,
                       const model::Instruction& instruction, model::TypeId type);

// A loop that goes on until `receive` finds its channel closed: every way out of it is decided by
// whether that receive had a value, and by nothing else.
struct ReceiveLoop {
  const Loop* loop = nullptr;
  Point receive;
  model::Location head;  // of the loop statement, or of the receive where there is none
};

// Where the loop statement stands that makes `loop`; invalid when there is none.
model::Location headOf(const model::Function& function, const Graph& graph, const Loop& loop);

std::vector<ReceiveLoop> receiveLoops(const UnitFacts& facts, model::FunctionId function);

}  // namespace chanvet::flow
