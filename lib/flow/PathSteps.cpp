// The instructions of a path, one at a time, but for calls, operations and spawns.
#include <llvm/Support/ErrorHandling.h>

#include "flow/PathFollower.h"

namespace chanvet::flow {

using model::Instruction;
using model::kNone;
using model::Opcode;
using model::OpKind;
using model::Relation;
using model::Value;

namespace {

// From this turn of a loop on, counters are unknown.
constexpr unsigned kWidenAfter = 2;

// Indices of elements that only stand for a value: those of an unknown index start here.
constexpr int64_t kUnknownIndices = int64_t{1} << 40;
// The same number is not the same element as a key and as an index.
constexpr int64_t kKeys = int64_t{1} << 50;

bool isElement(const Abstract& value) {
  return value.kind == Abstract::Address && value.slot.field == Slot::kElement;
}

}  // namespace

bool PathFollower::step(PathState& state, const Instruction& instruction) {
  switch (instruction.opcode) {
    case Opcode::Call:
      return call(state, instruction);
    case Opcode::Operation:
      return operation(state, instruction);
    case Opcode::Select:
      return select(state, instruction);
    case Opcode::Spawn:
      return spawn(state, instruction);
    case Opcode::Choose:
      return choose(state, instruction);
    case Opcode::Load:
      // A flag may say that fibers are done.
      if (instruction.atomic) state.doubtBorrows();
      loadSlot(state, instruction);
      break;
    case Opcode::Store:
      storeSlot(state, instruction);
      break;
    case Opcode::New:
      make(state, instruction, Entity::Object);
      break;
    case Opcode::Make:
      make(state, instruction, Entity::Primitive);
      break;
    case Opcode::Closure:
      make(state, instruction, Entity::Closure);
      break;
    case Opcode::Copy:
      copy(state, instruction);
      break;
    case Opcode::Append:
      tellBroken(state, borrows_.grow(state, content(state, instruction.operands[0])));
      setResult(state, instruction, computed(state, instruction));
      if (instruction.operands.size() > 2)
        storeTo(state, value(state, Value::reg(instruction.result)), instruction.operands[2],
                instruction.location);
      break;
    case Opcode::Field:
    case Opcode::Element:
    case Opcode::Next:
    case Opcode::Size:
    case Opcode::Length:
    case Opcode::Character:
    case Opcode::Certain:
    case Opcode::Hold:
    case Opcode::IsA:
    case Opcode::Not:
    case Opcode::And:
    case Opcode::Or:
    case Opcode::Compare:
    case Opcode::Compute:
      setResult(state, instruction, computed(state, instruction));
      break;
    case Opcode::Update:
    case Opcode::CompareExchange:
      // Other fibers do the same: what it holds is not known.
      setResult(state, instruction, entities_.unknownResult(state));
      for (size_t i = 0; i + 1 < instruction.operands.size(); ++i)
        havoc(state, value(state, instruction.operands[i]));
      escape(state, value(state, instruction.operands.back()));
      break;
    case Opcode::Destroy:
      destroy(state, instruction);
      break;
    case Opcode::EndScope:
      if (std::optional<Slot> slot = slotOf(value(state, instruction.operands[0])))
        endLocal(state, *slot);
      break;
    case Opcode::Havoc:
      havoc(state, value(state, instruction.operands[0]));
      break;
    case Opcode::Resize:
      resize(state, instruction);
      break;
    case Opcode::Remove:
      if (instruction.result != kNone)
        setResult(state, instruction, neighbour(state, instruction.operands[1]));
      break;
  }
  return true;
}

// --- operands and results

Abstract PathFollower::value(const PathState& state, const Value& operand) {
  switch (operand.kind) {
    case Value::Reg:
      return state.frame().registers[operand.payload];
    case Value::Constant:
      return Abstract::integer(operand.payload);
    case Value::Null:
    case Value::Nothing:
      return Abstract::null();
    case Value::LocalSlot:
      return Abstract::address({entities_.local(state.frame(), operand.payload)});
    case Value::GlobalSlot:
      return Abstract::address({entities_.global(operand.payload)});
    case Value::FunctionRef:
      return Abstract::function(operand.payload);
    case Value::Text:
    case Value::Unknown:
      return Abstract::unknown();
  }
  return Abstract::unknown();
}

Abstract PathFollower::knownValue(const PathState& state, const Value& operand) {
  Abstract given = value(state, operand);
  if (given.kind == Abstract::View) given = load(state, entities_, Abstract::address(given.slot));
  return knowledge_.known(state, given);
}

Abstract PathFollower::content(const PathState& state, const Value& operand) {
  return content(state, value(state, operand));
}

Abstract PathFollower::content(const PathState& state, const Abstract& value) {
  return value.kind == Abstract::Address ? load(state, entities_, value) : value;
}

std::vector<Abstract> PathFollower::values(const PathState& state, const model::Values& operands) {
  std::vector<Abstract> all;
  for (const Value& operand : operands) all.push_back(value(state, operand));
  return all;
}

void PathFollower::setResult(PathState& state, const Instruction& instruction,
                             const Abstract& result) {
  if (instruction.result != kNone) state.frame().registers[instruction.result] = result;
}

// --- memory

void PathFollower::loadSlot(PathState& state, const Instruction& instruction) {
  Abstract address = value(state, instruction.operands[0]);
  std::optional<Slot> viewed = instruction.views ? slotOf(address) : std::nullopt;
  setResult(state, instruction, viewed ? Abstract::view(*viewed) : load(state, entities_, address));
  if (instruction.moves) store(state, entities_, address, Abstract::null());
}

void PathFollower::storeSlot(PathState& state, const Instruction& instruction) {
  if (isMoveAssignment(state)) replace(state, value(state, instruction.operands[0]));
  storeTo(state, value(state, instruction.operands[0]), instruction.operands[1],
          instruction.location);
}

// Whether the store that the path is at stores what was taken from another slot just before.
bool PathFollower::isMoveAssignment(const PathState& state) const {
  const Frame& frame = state.frame();
  if (frame.index < 2) return false;
  const std::vector<Instruction>& block =
      unit_.functions[frame.function].blocks[frame.block].instructions;
  const Instruction& before = block[frame.index - 2];
  return before.opcode == Opcode::Load && before.moves &&
         block[frame.index - 1].operands[1] == Value::reg(before.result);
}

// What the slot holds is about to be replaced.
void PathFollower::replace(PathState& state, const Abstract& address) {
  std::optional<Slot> slot = slotOf(address);
  auto held = slot ? state.memory.find(*slot) : state.memory.end();
  if (held == state.memory.end() || !held->second.isReference()) return;
  EntityId old = held->second.entity();
  tellMarked(state, old, [&](PathObserver& observer, PathContext& context) {
    observer.onReplaced(context, old);
  });
}

void PathFollower::storeTo(PathState& state, const Abstract& address, const Value& operand,
                           const model::Location& location) {
  Abstract stored = value(state, operand);
  if (std::optional<Slot> slot = slotOf(address)) {
    borrows_.noteStore(*slot, stored, location);
    tellBroken(state, borrows_.change(state, *slot));
    borrows_.keep(state, *slot, stored);
  }
  store(state, entities_, address, stored);
}

void PathFollower::make(PathState& state, const Instruction& instruction, Entity::Kind kind) {
  EntityId id = entities_.made(state, kind, instruction);
  forget(state, id);
  setResult(state, instruction, Abstract::reference(id));
  if (kind != Entity::Primitive) return;
  trail_.add(state, {.kind = Step::Made,
                     .location = instruction.location,
                     .operation = OpKind::Make,
                     .entity = id});
  tell(state, [&](PathObserver& observer, PathContext& context) { observer.onMake(context, id); });
}

void PathFollower::copy(PathState& state, const Instruction& instruction) {
  Abstract to = value(state, instruction.operands[0]);
  Abstract from = value(state, instruction.operands[1]);
  to = content(state, to);
  from = content(state, from);
  if (!to.isReference()) return;
  if (from.isReference())
    copyFields(state, to.entity(), from.entity());
  else
    forget(state, to.entity());
}

// Joining in a destructor waits as join() does.
void PathFollower::destroy(PathState& state, const Instruction& instruction) {
  Abstract object = value(state, instruction.operands[0]);
  const model::Type* type = object.isReference() ? entities_.type(object.entity()) : nullptr;
  if (!type && instruction.type != kNone) type = &unit_.types[instruction.type];
  if (!type || object.kind == Abstract::Null) return;
  if (object.isReference())
    tellMarked(state, object.entity(), [&](PathObserver& observer, PathContext& context) {
      observer.onDestroy(context, object.entity(), *type);
    });
  if (type->onDestroy == model::OnDestroy::Join) wait(state, OpKind::Join);
}

void PathFollower::resize(PathState& state, const Instruction& instruction) {
  Abstract container = content(state, instruction.operands[0]);
  if (knownValue(state, instruction.operands[1]) == Abstract::integer(0))
    tellBroken(state, borrows_.empty(state, container));
  if (instruction.operands.size() > 2) escape(state, value(state, instruction.operands[2]));
}

void PathFollower::endLocal(PathState& state, const Slot& slot) {
  tellBroken(state, borrows_.end(state, slot));
  if (!state.escaped.contains(slot.base)) state.memory.erase(slot);
}

void PathFollower::havoc(PathState& state, const Abstract& address) {
  if (std::optional<Slot> slot = slotOf(address))
    state.memory[*slot] = entities_.unknownResult(state);
}

// --- values

bool PathFollower::choose(PathState& state, const Instruction& instruction) {
  Abstract condition = value(state, instruction.operands[0]);
  Abstract a = value(state, instruction.operands[1]);
  Abstract b = value(state, instruction.operands[2]);
  return decide(
      state, condition, /*isLoopDecision=*/true, instruction.location,
      [&](PathState& chosen, bool first) { setResult(chosen, instruction, first ? a : b); });
}

Abstract PathFollower::computed(const PathState& state, const Instruction& instruction) {
  switch (instruction.opcode) {
    case Opcode::Field:
      return field(state, instruction);
    case Opcode::Element:
    case Opcode::Append:
      return element(state, instruction);
    case Opcode::Next:
      return neighbour(state, instruction.operands[0]);
    case Opcode::Hold:
      return value(state, instruction.operands[0]);
    case Opcode::Certain:
      // What only some runs do is for the explorer.
      return Abstract::integer(0);
    case Opcode::Size:
    case Opcode::Length:
    case Opcode::Character:
    case Opcode::IsA:
      return entities_.unknownResult(state);
    case Opcode::Not:
      return negation(state, instruction);
    case Opcode::And:
    case Opcode::Or:
      return junction(state, instruction);
    case Opcode::Compare:
      return comparison(state, instruction);
    case Opcode::Compute:
      return arithmetic(state, instruction);
    default:
      llvm_unreachable("an instruction that only computes a value");
  }
}

Abstract PathFollower::field(const PathState& state, const Instruction& instruction) {
  Abstract object = content(state, instruction.operands[0]);
  if (!object.isReference()) return Abstract::unknown();
  return Abstract::address({object.entity(), instruction.symbol});
}

// An element with a known index is a slot of its own; any other is a new unknown each time.
Abstract PathFollower::element(const PathState& state, const Instruction& instruction) {
  Abstract container = content(state, instruction.operands[0]);
  if (!container.isReference()) return Abstract::unknown();
  Slot slot{container.entity(), Slot::kElement, -1};
  if (instruction.operands.size() > 1) {
    Abstract index = knownValue(state, instruction.operands[1]);
    bool isKey = instruction.where == model::Where::Key || instruction.where == model::Where::Find;
    if (index.kind == Abstract::Integer && index.number >= 0)
      slot.index = index.number + (isKey ? kKeys : 0);
    else if (index.isReference() && !entities_.isImprecise(index))
      slot.index = kUnknownIndices + index.entity();
  }
  if (slot.index >= 0) return Abstract::address(slot);
  // The slot of this one element: storing there tells the container's content nothing.
  EntityId id = entities_.unknownElement(state, container.entity());
  slot.index = -static_cast<int64_t>(id) - 2;
  return Abstract::address(slot);
}

// Some element of the same container: which one, and whether there is one, is not known.
Abstract PathFollower::neighbour(const PathState& state, const Value& operand) {
  Abstract at = value(state, operand);
  if (!isElement(at)) return entities_.unknownCount(state);
  EntityId id = entities_.unknownElement(state, at.slot.base);
  return Abstract::address({at.slot.base, Slot::kElement, -static_cast<int64_t>(id) - 2});
}

Abstract PathFollower::negation(const PathState& state, const Instruction& instruction) {
  Abstract operand = value(state, instruction.operands[0]);
  if (operand.kind == Abstract::Unknown) return entities_.unknownResult(state);
  if (std::optional<bool> holds = knowledge_.truth(state, operand))
    return Abstract::integer(!*holds);
  return entities_.expression(Entity::Not, Relation::Equal, operand, {});
}

Abstract PathFollower::junction(const PathState& state, const Instruction& instruction) {
  Abstract a = value(state, instruction.operands[0]);
  Abstract b = value(state, instruction.operands[1]);
  if (a.kind == Abstract::Unknown) a = entities_.unknownResult(state);
  if (b.kind == Abstract::Unknown) b = entities_.unknownResult(state);
  return entities_.expression(instruction.opcode == Opcode::And ? Entity::And : Entity::Or,
                              Relation::Equal, a, b);
}

Abstract PathFollower::comparison(const PathState& state, const Instruction& instruction) {
  Abstract a = knownValue(state, instruction.operands[0]);
  Abstract b = knownValue(state, instruction.operands[1]);
  // Where an iterator is, and whether there is an element, is not known.
  if (isElement(a) || isElement(b)) return entities_.unknownResult(state);
  if (std::optional<bool> holds = knowledge_.compared(state, instruction.relation, a, b))
    return Abstract::integer(*holds);
  if (a.kind == Abstract::Unknown || b.kind == Abstract::Unknown)
    return entities_.unknownResult(state);
  return entities_.comparison(instruction.relation, a, b);
}

Abstract PathFollower::arithmetic(const PathState& state, const Instruction& instruction) {
  Abstract a = knownValue(state, instruction.operands[0]);
  Abstract b = knownValue(state, instruction.operands[1]);
  if (state.frame().visits[state.frame().block] >= kWidenAfter)
    return entities_.unknownCount(state);
  if (a.kind == Abstract::Integer && b.kind == Abstract::Integer) {
    std::optional<int64_t> number = model::compute(a.number, instruction.arithmetic, b.number);
    return number ? Abstract::integer(*number) : entities_.unknownCount(state);
  }
  bool isSum = instruction.arithmetic == model::Arithmetic::Add;
  if (!isSum || a.kind == Abstract::Unknown || b.kind == Abstract::Unknown)
    return entities_.unknownCount(state);
  return entities_.expression(Entity::Sum, Relation::Equal, a, b);
}

}  // namespace chanvet::flow
