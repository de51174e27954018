#include "explore/Standing.h"

namespace chanvet::explore {

using model::Opcode;
using model::OpKind;
using model::Value;

Datum addressOf(const State& state, const Fiber& fiber, const Value& value) {
  const Frame& frame = fiber.frames.back();
  switch (value.kind) {
    case Value::Reg:
      return frame.registers[value.payload];
    case Value::Constant:
      return Datum::ofNumber(value.payload);
    case Value::Null:
      return Datum::null();
    case Value::Nothing:
      return Datum::nothing();
    case Value::LocalSlot:
      return Datum::slot(frame.locals, value.payload);
    case Value::GlobalSlot:
      return Datum::slot(state.globals, value.payload);
    case Value::FunctionRef:
      return Datum::function(value.payload);
    case Value::Text:
      return Datum::text(value.payload);
    case Value::Unknown:
      break;
  }
  return Datum::unknown();
}

Datum valueOf(const State& state, const Fiber& fiber, const Value& value) {
  Datum datum = addressOf(state, fiber, value);
  // A primitive may be given by the slot that holds it.
  for (int i = 0; i < 4 && datum.kind == Datum::Slot; ++i) {
    const Datum* held = state.object(datum.object).find(datum.number);
    if (!held) return Datum::unknown();
    datum = *held;
  }
  if (datum.kind == Datum::Unknown && datum.object)
    if (const Knowledge* known = state.known(datum.object); known && known->object != kNone)
      return Datum::ofObject(known->object);
  return datum;
}

bool isLock(model::ClassKind kind) {
  return kind == model::ClassKind::Mutex || kind == model::ClassKind::RwMutex;
}

Standing standingOf(const model::Unit& unit, const Fiber& fiber) {
  if (fiber.frames.empty()) return {};
  const Frame& frame = fiber.frames.back();
  const model::Block& block = unit.functions[frame.function].blocks[frame.block];
  if (frame.next >= block.instructions.size()) return {};
  return standingAt(unit, block.instructions[frame.next]);
}

Standing standingAt(const model::Unit& unit, const model::Instruction& instruction) {
  Standing standing;
  standing.instruction = &instruction;
  switch (instruction.opcode) {
    case Opcode::Operation:
      standing.operation = &unit.operation(instruction);
      standing.kind = standing.operation->kind;
      break;
    case Opcode::Select:
      standing.operation = &unit.operation(instruction);
      standing.kind = OpKind::Select;
      break;
    case Opcode::Destroy:
      // The destructor of a handle that joins.
      standing.kind = OpKind::Join;
      break;
    case Opcode::Spawn:
      if (instruction.counter.kind != Value::Unknown) standing.kind = OpKind::Add;
      break;
    default:
      break;
  }
  return standing;
}

const Value& subjectOf(const model::Instruction& instruction) {
  return instruction.opcode == Opcode::Spawn ? instruction.counter : instruction.operands[0];
}

Datum amountOf(const State& state, const Fiber& fiber, const Standing& standing) {
  const model::Instruction& instruction = *standing.instruction;
  if (standing.isStart() || instruction.operands.size() < 2) return Datum::ofNumber(1);
  return valueOf(state, fiber, instruction.operands[1]);
}

ObjectId objectAt(const State& state, const Fiber& fiber, const Standing& standing, size_t i) {
  const model::Instruction& instruction = *standing.instruction;
  if (!standing.isStart() && i >= instruction.operands.size()) return kNone;
  Datum datum = valueOf(state, fiber, i == 0 ? subjectOf(instruction) : instruction.operands[i]);
  return datum.isObject() ? datum.object : kNone;
}

ObjectId lockOfWait(const State& state, const Fiber& fiber, const Standing& standing) {
  ObjectId given = objectAt(state, fiber, standing, 1);
  if (given != kNone) return given;
  ObjectId condition = objectAt(state, fiber, standing, 0);
  return condition == kNone ? kNone : state.object(condition).primitive.linked;
}

}  // namespace chanvet::explore
