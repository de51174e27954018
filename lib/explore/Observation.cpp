// What a history hears of: which places fibers read and write, and what orders that.
#include <llvm/ADT/STLExtras.h>

#include "explore/Acts.h"
#include "explore/History.h"
#include "explore/Runner.h"

namespace chanvet::explore {

using model::Instruction;
using model::Opcode;
using model::OpKind;
using model::Where;

void Runner::release(ObjectId object) {
  if (machine_.history && object != kNone) machine_.history->release(id_, object);
}

// What the fiber is about to do.
MemoryAccess Runner::accessHere(bool writes) {
  MemoryAccess access;
  access.fiber = id_;
  access.function = frame().function;
  const model::Block& block = unit_.functions[access.function].blocks[frame().block];
  access.instruction = &block.instructions[frame().next];
  access.depth = fiber().frames.size() - 1;
  access.event = state_.events.size();
  access.writes = writes;
  return access;
}

void Runner::noteAccess(ObjectId id, int64_t key, bool writes) {
  const Object& object = state_.object(id);
  // A closure that is handed on is a copy in the program, and the same object here.
  bool isOwn = object.function != model::kNone || object.isLost;
  if (isOwn || (object.isPrimitive && key == kSelf)) return;
  // A fiber that refers to a loop variable reads the wrong turn's, race or not.
  bool isLocal = object.frameOf != model::kNone && key >= 0 && key < kElements;
  if (isLocal && unit_.functions[object.frameOf].locals[key].isLoopVariable) return;
  machine_.history->access({id, key}, accessHere(writes));
}

static MemorySlot memorySlot(Datum address) {
  return {address.object, address.kind == Datum::Slot ? address.number : int64_t{kSelf}};
}

void Runner::observeLook(Datum address, Datum value) {
  if (address.refersToObject())
    machine_.history->look(memorySlot(address), accessHere(/*writes=*/false), value);
}

// A store that rests on a load which another fiber's change has overtaken does harm where it would
// not have come after that change: not with this value, or not at all.
bool Runner::restsOnOutdatedLook(const Instruction& store, const MemorySlot& slot) {
  const Look* look = machine_.history->outdatedLook(slot, id_);
  const Datum* held = state_.object(slot.first).find(slot.second);
  if (!look || !held || *held == look->value) return false;
  const Basis& basis = machine_.acts_->basis(frame().function, &store, look->access.instruction);
  if (basis.kind != Basis::Tested) return basis.kind == Basis::Computed;
  bool isChange = basis.doesMore || *held != eval(store.operands[1]);
  return isChange && isTestedApart(basis, look->value, *held, [&](model::LocalId parameter) {
           return state_.object(frame().locals).find(parameter);
         });
}

void Runner::observeAtomic(const Instruction& instruction, Datum address) {
  if (!address.refersToObject()) return;
  MemorySlot slot = memorySlot(address);
  machine_.history->order(id_, slot);
  if (instruction.opcode == Opcode::Load) return;
  bool rests = instruction.opcode == Opcode::Store && restsOnOutdatedLook(instruction, slot);
  machine_.history->change(slot, accessHere(/*writes=*/true), rests);
}

void Runner::observeSlot(Datum address, bool writes) {
  if (!address.refersToObject()) return;
  int64_t key = address.kind == Datum::Slot ? address.number : kSelf;
  bool isGuard = address.object == state_.globals && key >= 0 &&
                 unit_.symbol(static_cast<model::SymbolId>(key)).starts_with("initialized ");
  if (isGuard) return machine_.history->order(id_, {address.object, key});
  noteAccess(address.object, key, writes);
}

void Runner::observeShape(ObjectId container, bool writes) {
  if (!state_.object(container).isPrimitive) noteAccess(container, kShape, writes);
}

// Whether there is no element under the key, as far as that is known.
bool Runner::addsElement(ObjectId container, const Instruction& instruction) {
  if (placeOf(container, instruction)) return false;
  return instruction.operands.size() > 1 && !isLost(eval(instruction.operands[1]));
}

void Runner::observeContainer(const Instruction& instruction) {
  std::optional<ObjectId> id = objectOf(eval(instruction.operands[0]));
  if (!id) return;
  bool isKey = instruction.where == Where::Key;
  switch (instruction.opcode) {
    case Opcode::Element:
      return observeShape(*id, isKey && addsElement(*id, instruction));
    case Opcode::Append:
      if (!isKey && instruction.where != Where::Last) machine_.history->moveElements(*id);
      return observeShape(*id, !isKey || addsElement(*id, instruction));
    case Opcode::Remove:
      machine_.history->moveElements(*id);
      return observeShape(*id, !isKey || placeOf(*id, instruction).has_value());
    case Opcode::Resize:
      machine_.history->moveElements(*id);
      return observeShape(*id, true);
    default:
      return observeShape(*id, false);
  }
}

// A copy has the parts of the original for its own, where these are objects; the model has not.
void Runner::ignoreParts(ObjectId id) {
  const Object object = state_.object(id);
  for (const auto& [key, held] : object.slots) {
    if (!held.isObject() || state_.object(held.object).isPrimitive) continue;
    if (machine_.history->ignore(held.object)) ignoreParts(held.object);
  }
}

void Runner::observeCopy(Datum to, Datum from) {
  std::optional<ObjectId> target = objectOf(to), source = objectOf(from);
  if (!target || !source || *target == *source) return;
  const Object content = state_.object(*source);
  for (const auto& [key, held] : content.slots) {
    noteAccess(*source, key, false);
    noteAccess(*target, key, true);
  }
  observeShape(*source, false);
  observeShape(*target, true);
  ignoreParts(*source);
}

// What is not seen reads what it is given to look at. What else it does, and what it orders, nobody
// knows.
void Runner::observeUnseen(const Instruction& call, const std::vector<Datum>& arguments) {
  if (!call.isQuiet) return machine_.history->callUnseen(id_, call.callee.function);
  for (size_t i = 0; i < arguments.size() && i < 32; ++i)
    if ((call.readOnly >> i & 1) && arguments[i].isObject())
      observeShape(arguments[i].object, false);
}

void Runner::observe(const Instruction& instruction) {
  auto operand = [&](size_t i) {
    return i < instruction.operands.size() ? eval(instruction.operands[i]) : Datum::unknown();
  };
  switch (instruction.opcode) {
    case Opcode::Load:
    case Opcode::Store:
    case Opcode::Update:
    case Opcode::CompareExchange: {
      Datum slot = operand(0);
      bool isPlain = instruction.opcode == Opcode::Load || instruction.opcode == Opcode::Store;
      if (isPlain && !instruction.atomic)
        return observeSlot(slot, instruction.opcode == Opcode::Store || instruction.moves);
      return observeAtomic(instruction, slot);
    }
    case Opcode::Havoc:
      if (instruction.operands.size() > 1 && operand(1).kind != Datum::Null)
        observeSlot(operand(0), true);
      return;
    case Opcode::Element:
    case Opcode::Append:
    case Opcode::Remove:
    case Opcode::Resize:
    case Opcode::Size:
      if (!instruction.atomic) observeContainer(instruction);
      return;
    case Opcode::Next:
      if (Datum at = operand(0); at.kind == Datum::Slot) observeShape(at.object, false);
      return;
    case Opcode::Copy:
      return observeCopy(operand(0), operand(1));
    case Opcode::EndScope:
      if (Datum slot = operand(0); slot.kind == Datum::Slot)
        machine_.history->end({slot.object, slot.number});
      return;
    default:
      return;
  }
}

// Who sends happens before who receives that or something later. That a receive happens before a
// later send is kept for all of them, not only for the one that gets its place.
void Runner::observeMessage(const Standing& standing, const Transition& transition) {
  if (transition.way != Transition::Proceed) return;
  History& history = *machine_.history;
  if (transition.partner != kNone) return history.meet(id_, transition.partner);
  ObjectId channel = objectAt(state_, fiber(), standing);
  bool sends = standing.is(OpKind::Send) || standing.is(OpKind::TrySend);
  history.acquire(id_, channel, sends ? History::Other : History::Main);
  history.release(id_, channel, sends ? History::Main : History::Other);
}

void Runner::observeSelect(const Standing& standing, const Transition& transition) {
  const model::SelectCase& chosen = standing.instruction->cases[transition.caseIndex];
  if (chosen.kind == OpKind::CaseDefault || transition.way != Transition::Proceed) return;
  History& history = *machine_.history;
  if (transition.partner != kNone) return history.meet(id_, transition.partner);
  Datum on = valueOf(state_, fiber(), chosen.channel);
  if (!on.isObject() || state_.object(on.object).isEscaped) return history.orderUnseen(id_);
  bool sends = chosen.kind == OpKind::CaseSend;
  history.acquire(id_, on.object, sends ? History::Other : History::Main);
  history.release(id_, on.object, sends ? History::Main : History::Other);
}

// Readers are ordered with writers, and not among themselves.
void Runner::observeLocks(const Standing& standing, const Transition& transition) {
  if (transition.way != Transition::Proceed) return;
  History& history = *machine_.history;
  for (size_t i = 0; i < standing.instruction->operands.size(); ++i) {
    ObjectId lock = objectAt(state_, fiber(), standing, i);
    if (lock == kNone) continue;
    observeHeld(standing.kind, lock);
    switch (standing.kind) {
      case OpKind::Lock:
      case OpKind::TryLock:
        history.acquire(id_, lock, History::Other);
        [[fallthrough]];
      case OpKind::LockShared:
      case OpKind::TryLockShared:
        history.acquire(id_, lock);
        break;
      case OpKind::Unlock:
        history.release(id_, lock);
        break;
      default:
        history.release(id_, lock, History::Other);
        break;
    }
  }
}

void Runner::observeHeld(OpKind kind, ObjectId lock) {
  switch (kind) {
    case OpKind::Lock:
    case OpKind::TryLock:
      return machine_.history->hold(id_, {lock, /*isShared=*/false});
    case OpKind::LockShared:
    case OpKind::TryLockShared:
      return machine_.history->hold(id_, {lock, /*isShared=*/true});
    case OpKind::Unlock:
    case OpKind::UnlockShared:
      return machine_.history->letGo(id_, lock);
    default:
      return;
  }
}

// What orders fibers by something that code which is not seen has too may order them in other ways.
void Runner::observeUnseen(const Instruction& operation) {
  machine_.history->orderUnseen(id_);
  for (const model::Value& operand : operation.operands) {
    Datum on = valueOf(state_, fiber(), operand);
    if (!on.isObject()) continue;
    observeHeld(unit_.operation(operation).kind, on.object);
    observeEscape(on.object);
  }
}

// Locks keep fibers apart for as long as they hold them; what else is not seen may order all that
// they do.
void Runner::observeEscape(ObjectId id) {
  const Object& object = state_.object(id);
  if (object.isPrimitive && !isLock(object.primitive.kind)) machine_.history->useUnseen(id_, id);
}

// A new fiber uses its handle when it ends, and may use whatever it can get at.
void Runner::observeReach(const Fiber& spawned) {
  machine_.history->use(spawned.id, spawned.handle);
  const auto& reach = machine_.reachable(state_, spawned);
  for (ObjectId id = 0; id < state_.objectCount(); ++id)
    if (reach[id] && state_.find(id) && state_.object(id).isPrimitive &&
        !isLock(state_.object(id).primitive.kind))
      machine_.history->use(spawned.id, id);
}

void Runner::observeCondition(const Standing& standing, const Transition& transition) {
  ObjectId lock = lockOfWait(state_, fiber(), standing);
  if (transition.way == Transition::Wait) release(lock);
  if (transition.way != Transition::Proceed) return;
  machine_.history->acquire(id_, objectAt(state_, fiber(), standing));
  machine_.history->acquire(id_, lock);
  machine_.history->acquire(id_, lock, History::Other);
}

void Runner::observe(const Standing& standing, const Transition& transition) {
  History& history = *machine_.history;
  for (ObjectId object : machine_.touched(state_, fiber())) history.use(id_, object);
  switch (standing.kind) {
    case OpKind::Send:
    case OpKind::TrySend:
    case OpKind::Receive:
    case OpKind::TryReceive:
      return observeMessage(standing, transition);
    case OpKind::Select:
      return observeSelect(standing, transition);
    case OpKind::Lock:
    case OpKind::TryLock:
    case OpKind::LockShared:
    case OpKind::TryLockShared:
    case OpKind::Unlock:
    case OpKind::UnlockShared:
      return observeLocks(standing, transition);
    case OpKind::ConditionWait:
      return observeCondition(standing, transition);
    case OpKind::Join:
    case OpKind::Get:
    case OpKind::Wait:
    case OpKind::TryWait:
      if (transition.way == Transition::Wait) return release(objectAt(state_, fiber(), standing));
      if (transition.way == Transition::Proceed)
        history.acquire(id_, objectAt(state_, fiber(), standing));
      return;
    case OpKind::Add:
    case OpKind::Done:
    case OpKind::SetValue:
    case OpKind::Close:
    case OpKind::Signal:
    case OpKind::Broadcast:
      for (ObjectId object : machine_.touched(state_, fiber())) release(object);
      return;
    case OpKind::CallOnce:
    case OpKind::Cancel:
    case OpKind::Yield:
      return;
    default:
      for (ObjectId object : machine_.touched(state_, fiber())) {
        history.acquire(id_, object);
        release(object);
      }
      return;
  }
}

}  // namespace chanvet::explore
