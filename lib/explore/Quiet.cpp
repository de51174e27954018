// Operations that other fibers cannot see, and operations on what is not known.
#include <llvm/ADT/STLExtras.h>

#include "explore/History.h"
#include "explore/Runner.h"
#include "explore/Standing.h"

namespace chanvet::explore {

using model::ClassKind;
using model::Instruction;
using model::Opcode;
using model::OpKind;

namespace {

// Operations whose place in the schedule matters.
bool isObservable(OpKind kind) {
  switch (kind) {
    case OpKind::Send:
    case OpKind::TrySend:
    case OpKind::Receive:
    case OpKind::TryReceive:
    case OpKind::Close:
    case OpKind::Length:
    case OpKind::Cancel:
    case OpKind::Join:
    case OpKind::Add:
    case OpKind::Done:
    case OpKind::Wait:
    case OpKind::TryWait:
    case OpKind::Lock:
    case OpKind::TryLock:
    case OpKind::Unlock:
    case OpKind::LockShared:
    case OpKind::TryLockShared:
    case OpKind::UnlockShared:
    case OpKind::ConditionWait:
    case OpKind::Signal:
    case OpKind::Broadcast:
    case OpKind::CallOnce:
    case OpKind::Stop:
    case OpKind::Restart:
    case OpKind::Get:
    case OpKind::SetValue:
    case OpKind::Yield:
      return true;
    default:
      return false;
  }
}

// Whether a context is asked if it was cancelled, or its deadline has passed.
bool asksForError(const model::Operation& operation) {
  return operation.kind == OpKind::Query && operation.on == ClassKind::Context &&
         operation.result == dialect::ResultKind::Error;
}

// Whether it can order fibers that do it to something that is not known, or not followed.
bool mayOrder(OpKind kind) {
  return isObservable(kind) || kind == OpKind::Query || kind == OpKind::RequestStop;
}

// It begins here and goes on by itself: a callback, or who awaits it later, hears of its end.
bool isOnlyBegun(const model::Operation& operation) {
  bool waits = operation.kind == OpKind::Send || operation.kind == OpKind::Receive ||
               operation.kind == OpKind::Wait;
  return waits && operation.blocks == dialect::Blocks::Never;
}

}  // namespace

// What stands before an operation on something that is not known goes on: it may always be served.
bool Runner::isVisible(const Instruction& instruction) {
  if (instruction.opcode == Opcode::Select) return true;
  if (instruction.operands.empty()) return false;
  if (instruction.opcode == Opcode::Destroy) {
    bool joins = instruction.type != model::kNone &&
                 unit_.types[instruction.type].onDestroy == dialect::OnDestroy::Join;
    Datum handle = eval(instruction.operands[0]);
    return joins && handle.isObject() && state_.object(handle.object).isPrimitive &&
           !state_.object(handle.object).isEscaped;
  }
  const model::Operation& operation = unit_.operation(instruction);
  if (!isObservable(operation.kind) && !asksForError(operation)) return false;
  if (isOnlyBegun(operation)) return false;
  Datum on = valueOf(state_, fiber(), instruction.operands[0]);
  if (on.kind == Datum::Null) return operation.on == ClassKind::Channel;
  if (on.kind == Datum::Unknown && on.object && isLock(operation.on)) {
    // A lock that was there before: others hold it for a while at most, this fiber as it does.
    ObjectId id = materialize(on.object);
    Object& lock = state_.write(id);
    lock.isPrimitive = true;
    lock.isEscaped = false;
    lock.primitive.kind = operation.on;
    lock.primitive.type = operation.type;
    lock.made = instruction.location;
    return true;
  }
  if (!on.isObject()) return false;
  const Object& object = state_.object(on.object);
  return object.isPrimitive && !object.isEscaped;
}

Datum Runner::query(const model::Operation& operation, Datum object) {
  if (!object.isObject()) return lost();
  const Object& context = state_.object(object.object);
  if (!asksForError(operation)) return lost();
  if (!context.primitive.closed) return context.isEscaped ? state_.freshUnknown() : Datum::null();
  Datum error = state_.freshUnknown();
  state_.know(error.object).null = Knowledge::IsNotNull;
  return error;
}

Datum Runner::capacity(const Primitive& channel) {
  bool isKnown = channel.capacity >= 0 && channel.capacity < kUnbounded;
  return isKnown ? Datum::ofNumber(channel.capacity) : lost();
}

Datum Runner::makeContext(model::Location location, Datum parent, bool timed) {
  ObjectId id = makePrimitive(model::kNone, ClassKind::Context, location);
  ObjectId done = makePrimitive(model::kNone, ClassKind::Channel, location);
  Primitive& context = state_.write(id).primitive;
  context.linked = done;
  context.armed = timed;
  state_.write(done).primitive.linked = id;
  if (parent.isObject() && state_.object(parent.object).isPrimitive) {
    const Object& from = state_.object(parent.object);
    if (from.primitive.closed) cancel(id);
    if (from.isEscaped) state_.write(id).isEscaped = state_.write(done).isEscaped = true;
    state_.write(id).primitive.armed |= from.primitive.armed;
    state_.write(parent.object).primitive.children.push_back(id);
  } else if (parent.kind == Datum::Unknown) {
    // Whoever has the parent can cancel it.
    state_.write(id).isEscaped = state_.write(done).isEscaped = true;
  }
  return Datum::ofObject(id);
}

// The task runs in a fiber of its own, from some moment on.
Datum Runner::afterFunc(const Instruction& instruction) {
  Datum timer =
      Datum::ofObject(makePrimitive(model::kNone, ClassKind::Timer, instruction.location));
  state_.write(timer.object).primitive.armed = true;
  Datum task = eval(instruction.operands.back());
  Target target = resolveCallable(task, {});
  bool isSeen = target.function != model::kNone && unit_.functions[target.function].hasBody();
  if (!isSeen) {
    for (Datum argument : target.arguments) escape(argument);
    return timer;
  }
  state_.write(timer.object).primitive.buffer = {task};
  startTask(timer.object);
  // Where nobody can start it again, its end is the end of what it works on.
  if (!machine_.hasRestarts_) state_.write(timer.object).primitive.buffer.clear();
  return timer;
}

// A promise that dies without a value gives an exception to who waits.
void Runner::breakPromise(ObjectId promise) {
  ObjectId id = state_.object(promise).primitive.linked;
  if (id == kNone || state_.object(id).primitive.closed) return;
  Primitive& future = state_.write(id).primitive;
  future.closed = future.broken = true;
  release(id);
}

// Who waits for this fiber to wait goes on.
void Runner::giveWay() {
  const ObjectId handle = fiber().handle;
  if (handle == kNone) return;
  for (const Fiber& other : state_.fibers)
    if (machine_.givesWay(other) && objectAt(state_, other, standingOf(unit_, other)) == handle)
      return Runner(machine_, state_, other.id, forks_).goOn();
}

// Whether the handle is that of a fiber which has not ended, and nobody has let go of it.
bool Runner::isRunning(ObjectId handle) const {
  const Object& object = state_.object(handle);
  if (object.isEscaped || object.primitive.closed) return false;
  return llvm::any_of(state_.fibers, [&](const Fiber& each) { return each.handle == handle; });
}

void Runner::runInvisible(const Instruction& instruction) {
  machine_.unjudged.insert(&instruction);
  if (instruction.opcode == Opcode::Destroy) {
    Datum handle = eval(instruction.operands[0]);
    if (handle.isObject() && state_.object(handle.object).isPrimitive) {
      dialect::OnDestroy what = instruction.type == model::kNone
                                    ? dialect::OnDestroy::Nothing
                                    : unit_.types[instruction.type].onDestroy;
      if (what == dialect::OnDestroy::Terminate && isRunning(handle.object)) return endProgram();
      Primitive& dying = state_.write(handle.object).primitive;
      if (what == dialect::OnDestroy::Close) dying.closed = true;
      if (what == dialect::OnDestroy::Cancel) cancel(handle.object);
      if (dying.kind == ClassKind::Promise || dying.kind == ClassKind::PackagedTask)
        breakPromise(handle.object);
    }
    return finish({});
  }
  const model::Operation& operation = unit_.operation(instruction);
  auto operand = [&](size_t i) {
    return i < instruction.operands.size() ? valueOf(state_, fiber(), instruction.operands[i])
                                           : Datum::unknown();
  };
  Datum on = operand(0);
  bool isKnown = on.isObject() && state_.object(on.object).isPrimitive;
  if (machine_.history && mayOrder(operation.kind)) observeUnseen(instruction);
  switch (operation.kind) {
    case OpKind::Query:
      return finish(query(operation, on));
    case OpKind::Capacity:
      return finish(isKnown ? capacity(state_.object(on.object).primitive) : state_.freshUnknown());
    case OpKind::ChannelOf:
    case OpKind::FutureOf:
    case OpKind::ContextOf:
    case OpKind::TestError:
      if (operation.kind != OpKind::TestError && isKnown &&
          state_.object(on.object).primitive.linked != kNone)
        return finish(Datum::ofObject(state_.object(on.object).primitive.linked));
      return finish(lost());
    case OpKind::MakeContext:
      return finish(makeContext(instruction.location, operand(1), operation.timed));
    case OpKind::AfterFunc:
      return finish(afterFunc(instruction));
    case OpKind::WrapError: {
      Datum error = state_.freshUnknown();
      state_.know(error.object).null = Knowledge::IsNotNull;
      return finish(error);
    }
    case OpKind::Yield:
      giveWay();
      return finish({});
    case OpKind::Sleep:
      giveWay();
      break;
    case OpKind::Exit:
      return endProgram();
    case OpKind::Detach:
      if (isKnown) state_.write(on.object).primitive.closed = true;
      break;
    case OpKind::CallOnce:
      return callOnce(instruction);
    default:
      break;
  }
  bool matters = isObservable(operation.kind);
  if (matters && !instruction.operands.empty())
    state_.isDoubtful |= isLost(eval(instruction.operands[0]));
  // What is sent to, stored in or kept by what is not seen is given away. When an operation that
  // was only begun is done, and what its callback does then, is not followed.
  for (size_t i = isOnlyBegun(operation) ? 0 : 1; i < instruction.operands.size(); ++i)
    escape(operand(i));
  finish(state_.freshUnknown());
}

}  // namespace chanvet::explore
