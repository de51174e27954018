// What the operation is that a stopped fiber stands before, seen from outside. Internal to the
// room.
#pragma once

#include "explore/Machine.h"

namespace chanvet::explore {

// The value of an operand for the function on top of a fiber.
Datum valueOf(const State& state, const Fiber& fiber, const model::Value& value);

// The same, where a slot is meant and not what it holds.
Datum addressOf(const State& state, const Fiber& fiber, const model::Value& value);

struct Standing {
  const model::Instruction* instruction = nullptr;
  const model::Operation* operation = nullptr;  // null for Destroy
  model::OpKind kind = model::OpKind::Ignore;

  bool is(model::OpKind wanted) const { return kind == wanted; }
  // Starts a fiber. Where a group counts it, that is an addition.
  bool isStart() const { return instruction->opcode == model::Opcode::Spawn; }
  // Loads or stores what other fibers can see.
  bool isAccess() const { return model::isAccess(instruction->opcode); }
};

Standing standingAt(const model::Unit& unit, const model::Instruction& instruction);
Standing standingOf(const model::Unit& unit, const Fiber& fiber);

bool isLock(model::ClassKind kind);

// What names the primitive that an instruction works on.
const model::Value& subjectOf(const model::Instruction& instruction);

// The number that an addition or a subtraction is about, if it is known.
Datum amountOf(const State& state, const Fiber& fiber, const Standing& standing);

// The object behind operand `i`, or kNone: null, or not known.
ObjectId objectAt(const State& state, const Fiber& fiber, const Standing& standing, size_t i = 0);

// The lock that a wait on a condition gives up, or kNone.
ObjectId lockOfWait(const State& state, const Fiber& fiber, const Standing& standing);

}  // namespace chanvet::explore
