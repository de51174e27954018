// What operations do to primitives, when they can.
#include "explore/History.h"
#include "explore/Runner.h"
#include "explore/Standing.h"

namespace chanvet::explore {

using dialect::OnMisuse;
using dialect::ResultKind;
using model::ClassKind;
using model::OpKind;

namespace {

Datum notNull(State& state, Datum datum) {
  if (datum.kind == Datum::Null) return Datum::heldNull();
  if (datum.kind == Datum::Test) datum = {};
  if (datum.kind != Datum::Unknown) return datum;
  if (!datum.object) datum = state.freshUnknown();
  state.know(datum.object).null = Knowledge::IsNotNull;
  return datum;
}

}  // namespace

Runner::Outcome Runner::outcomeOf(const Transition& transition) {
  switch (transition.way) {
    case Transition::Fail:
      return Outcome::Failed;
    case Transition::TimeOut:
      return Outcome::TimedOut;
    default:
      return Outcome::Worked;
  }
}

// The status that tells how an operation came out. A failure that the library does not tell by a
// value of its own is any value but those that mean something else.
Datum Runner::status(const model::Operation& operation, Outcome outcome) {
  if (!operation.okValue) return state_.freshUnknown();
  if (outcome == Outcome::Worked) return Datum::ofNumber(*operation.okValue);
  if (outcome == Outcome::Closed && operation.closedValue)
    return Datum::ofNumber(*operation.closedValue);
  if (outcome == Outcome::TimedOut && operation.timeoutValue)
    return Datum::ofNumber(*operation.timeoutValue);
  bool isBoolean = *operation.okValue == 1 && !operation.closedValue && !operation.timeoutValue;
  if (isBoolean) return Datum::ofNumber(0);
  Datum failure = state_.freshUnknown();
  for (std::optional<int64_t> other :
       {operation.okValue, operation.closedValue, operation.timeoutValue})
    if (other) state_.know(failure.object).isNot.push_back(*other);
  return failure;
}

// What a receive gives its caller.
Datum Runner::received(const model::Instruction& instruction, Datum payload) {
  const model::Operation& operation = unit_.operation(instruction);
  payload = notNull(state_, payload);
  if (instruction.received != model::kNone) frame().registers[instruction.received] = payload;
  if (operation.untilClosed) return payload;
  switch (operation.result) {
    case ResultKind::Optional:
    case ResultKind::Value:
      return payload;
    case ResultKind::Status:
      return status(operation, Outcome::Worked);
    default:
      return state_.freshUnknown();
  }
}

// What one gives that got nothing.
Datum Runner::notReceived(const model::Instruction& instruction, Outcome why) {
  const model::Operation& operation = unit_.operation(instruction);
  if (instruction.received != model::kNone) frame().registers[instruction.received] = Datum::null();
  if (operation.untilClosed) return Datum::null();
  switch (operation.result) {
    case ResultKind::Optional:
    case ResultKind::Value:
      return Datum::null();
    case ResultKind::Status:
      return status(operation, why);
    default:
      return state_.freshUnknown();
  }
}

// The next value of a channel that has one, is closed, or belongs to a timer that fires now.
Datum Runner::takeFrom(ObjectId channel) {
  Primitive& from = state_.write(channel).primitive;
  if (!from.buffer.empty()) {
    Datum taken = from.buffer.front();
    from.buffer.erase(from.buffer.begin());
    return notNull(state_, taken);
  }
  if (from.closed) return Datum::null();
  if (from.linked != kNone && state_.object(from.linked).primitive.kind == ClassKind::Context) {
    cancel(from.linked);
    return Datum::null();
  }
  if (!from.periodic) from.armed = false;
  return notNull(state_, {});
}

void Runner::cancel(ObjectId id) {
  Primitive& context = state_.write(id).primitive;
  context.closed = true;
  context.armed = false;
  release(id);
  release(context.linked);
  if (context.linked != kNone) state_.write(context.linked).primitive.closed = true;
  const std::vector<ObjectId> children = state_.object(id).primitive.children;
  for (ObjectId child : children)
    if (!state_.object(child).primitive.closed) cancel(child);
}

void Runner::misuse(const model::Operation& operation) {
  const model::Instruction& instruction = *standingOf(unit_, fiber()).instruction;
  switch (operation.onMisuse) {
    case OnMisuse::Nothing:
      return finish(Datum::ofNumber(0));
    case OnMisuse::Status:
      if (operation.kind == OpKind::Receive || operation.kind == OpKind::TryReceive)
        return finish(notReceived(instruction, Outcome::Closed));
      return finish(status(operation, Outcome::Closed));
    case OnMisuse::Panic:
    case OnMisuse::Throw:
      return throwFrom(instruction, true);
    case OnMisuse::Undefined:
      state_.killer = &instruction;
      state_.ended = true;
      return;
    case OnMisuse::Unknown:
      state_.ended = true;
      return;
  }
}

// The callback of a select's case takes what was received.
void Runner::give(const model::SelectCase& chosen, Datum value) {
  if (chosen.received != model::kNone) frame().registers[chosen.received] = value;
}

// The partner, who stands before a receive, gets the value.
void Runner::rendezvous(Datum sent, const Transition& transition) {
  Runner receiver(machine_, state_, transition.partner, forks_);
  Standing standing = standingOf(unit_, receiver.fiber());
  receiver.record(Event::Operation, standing.instruction->location, transition.partnerCase);
  receiver.recordPartner(transition);
  Datum payload = notNull(state_, sent);
  if (standing.is(OpKind::Select)) {
    receiver.give(standing.instruction->cases[transition.partnerCase], payload);
    return receiver.finish(Datum::ofNumber(transition.partnerCase));
  }
  receiver.finish(receiver.received(*standing.instruction, payload));
}

void Runner::performChannel(const Transition& transition) {
  Standing standing = standingOf(unit_, fiber());
  const model::Operation& operation = *standing.operation;
  const model::Instruction& instruction = *standing.instruction;
  ObjectId id = objectAt(state_, fiber(), standing);
  if (transition.way == Transition::Misuse) return misuse(operation);
  bool isSend = standing.is(OpKind::Send) || standing.is(OpKind::TrySend);
  if (transition.way != Transition::Proceed) {
    Outcome why = outcomeOf(transition);
    return finish(isSend ? status(operation, why) : notReceived(instruction, why));
  }
  if (standing.is(OpKind::Close)) {
    Primitive& closing = state_.write(id).primitive;
    closing.closed = true;
    if (closing.type != model::kNone && unit_.types[closing.type].closeDropsBuffer)
      closing.buffer.clear();
    return finish(state_.freshUnknown());
  }
  if (!isSend) {
    Datum taken = takeFrom(id);
    bool isClosed = taken.isAbsent() && state_.object(id).primitive.closed;
    return finish(isClosed ? notReceived(instruction, Outcome::Closed)
                           : received(instruction, taken));
  }
  Datum sent = instruction.operands.size() > 1 ? valueOf(state_, fiber(), instruction.operands[1])
                                               : Datum::unknown();
  if (transition.partner != kNone)
    rendezvous(sent, transition);
  else
    state_.write(id).primitive.buffer.push_back(sent);
  finish(operation.result == ResultKind::Status ? status(operation, Outcome::Worked)
                                                : Datum::unknown());
}

void Runner::performSelect(const Transition& transition) {
  Standing standing = standingOf(unit_, fiber());
  const model::SelectCase& chosen = standing.instruction->cases[transition.caseIndex];
  if (transition.way == Transition::Misuse) return misuse(*standing.operation);
  Datum on = valueOf(state_, fiber(), chosen.channel);
  bool isKnown =
      on.isObject() && state_.object(on.object).isPrimitive && !state_.object(on.object).isEscaped;
  if (!isKnown && chosen.kind != OpKind::CaseDefault) {
    machine_.unjudged.insert(standing.instruction);
    // Whether a channel that the model has lost is ready nobody can say.
    if (isLost(on)) state_.isDoubtful = true;
  }
  if (chosen.kind == OpKind::CaseReceive) {
    give(chosen, isKnown ? takeFrom(on.object) : state_.freshUnknown());
  } else if (chosen.kind == OpKind::CaseSend) {
    Datum sent = valueOf(state_, fiber(), chosen.sent);
    if (transition.partner != kNone)
      rendezvous(sent, transition);
    else if (isKnown)
      state_.write(on.object).primitive.buffer.push_back(sent);
    else
      escape(sent);
  }
  finish(Datum::ofNumber(transition.caseIndex));
}

// Counts the fiber; the last one of a barrier lets all go, and the next turn begins.
void Runner::arrive(const Standing& standing) {
  ObjectId id = objectAt(state_, fiber(), standing);
  Primitive& gate = state_.write(id).primitive;
  fiber().phase = Phase::Waiting;
  if (--gate.count > 0 || gate.kind != ClassKind::Barrier) return;
  gate.count = gate.capacity;
  for (Fiber& other : state_.fibers) {
    if (other.phase != Phase::Waiting) continue;
    Standing at = standingOf(unit_, other);
    if (at.is(OpKind::Wait) && objectAt(state_, other, at) == id) other.phase = Phase::Woken;
  }
}

// Wait groups, latches, semaphores, joins, futures.
void Runner::performGroup(const Transition& transition) {
  Standing standing = standingOf(unit_, fiber());
  ObjectId id = objectAt(state_, fiber(), standing);
  if (transition.way == Transition::Misuse) return misuse(*standing.operation);
  if (transition.way == Transition::Fail || transition.way == Transition::TimeOut)
    return finish(standing.operation->okValue ? status(*standing.operation, outcomeOf(transition))
                                              : Datum::ofNumber(0));
  const model::Instruction& instruction = *standing.instruction;
  Primitive& group = state_.write(id).primitive;
  switch (standing.kind) {
    case OpKind::Add:
    case OpKind::Done: {
      Datum by = instruction.operands.size() > 1 ? valueOf(state_, fiber(), instruction.operands[1])
                                                 : Datum::ofNumber(1);
      if (!by.isNumber()) {
        state_.write(id).isEscaped = true;
        break;
      }
      bool counts = group.kind == ClassKind::Semaphore || standing.is(OpKind::Add);
      group.count += counts ? by.number : -by.number;
      break;
    }
    case OpKind::Wait:
      if (transition.way == Transition::Wait) return arrive(standing);
      if (group.kind == ClassKind::Semaphore) --group.count;
      if (group.kind == ClassKind::ErrorGroup) {
        if (group.linked != kNone) cancel(group.linked);
        const std::vector<Datum> errors = state_.object(id).primitive.buffer;
        return finish(errors.empty() ? Datum::null() : errors[0]);
      }
      if (standing.operation->result == ResultKind::Status)
        return finish(status(*standing.operation, Outcome::Worked));
      break;
    case OpKind::TryWait:
      --group.count;
      return finish(Datum::ofNumber(1));
    case OpKind::SetValue:
      group.closed = true;
      if (group.linked != kNone) state_.write(group.linked).primitive.closed = true;
      break;
    default:
      break;
  }
  finish(state_.freshUnknown());
}

// The value of a future whose promise has died without one is an exception.
void Runner::performGet(const Transition& transition) {
  Standing standing = standingOf(unit_, fiber());
  ObjectId future = objectAt(state_, fiber(), standing);
  bool throws = transition.way == Transition::Proceed && state_.object(future).primitive.broken;
  return throws ? throwFrom(*standing.instruction, false) : performGroup(transition);
}

void Runner::performLock(const Transition& transition) {
  Standing standing = standingOf(unit_, fiber());
  if (transition.way == Transition::Wait) {
    fiber().phase = Phase::Waiting;
    return;
  }
  if (transition.way == Transition::Fail || transition.way == Transition::TimeOut)
    return finish(status(*standing.operation, outcomeOf(transition)));
  if (transition.way == Transition::Misuse) {
    state_.killer = standing.instruction;
    state_.ended = true;
    return;
  }
  for (size_t i = 0; i < standing.instruction->operands.size(); ++i) {
    ObjectId id = objectAt(state_, fiber(), standing, i);
    if (id == kNone) continue;
    Primitive& lock = state_.write(id).primitive;
    switch (standing.kind) {
      case OpKind::Lock:
      case OpKind::TryLock:
        lock.holder = id_;
        ++lock.count;
        break;
      case OpKind::LockShared:
      case OpKind::TryLockShared:
        lock.readers.push_back(id_);
        break;
      case OpKind::Unlock:
        if (lock.count > 0) --lock.count;
        if (lock.count == 0) lock.holder = kNone;
        break;
      case OpKind::UnlockShared: {
        auto at = std::find(lock.readers.begin(), lock.readers.end(), id_);
        if (at == lock.readers.end()) at = lock.readers.begin();
        if (at != lock.readers.end()) lock.readers.erase(at);
        break;
      }
      default:
        break;
    }
  }
  finish(status(*standing.operation, Outcome::Worked));
}

void Runner::performCondition(const Transition& transition) {
  Standing standing = standingOf(unit_, fiber());
  if (standing.is(OpKind::Signal)) {
    if (transition.partner != kNone) {
      Fiber& woken = state_.fibers[state_.positionOf(transition.partner)];
      woken.phase = Phase::Woken;
    }
    return finish({});
  }
  // The lock that the wait gives up is held by nobody.
  if (transition.way == Transition::Misuse) {
    state_.killer = standing.instruction;
    state_.ended = true;
    return;
  }
  ObjectId condition = objectAt(state_, fiber(), standing);
  if (standing.is(OpKind::Broadcast)) {
    for (Fiber& waiting : state_.fibers) {
      if (waiting.phase != Phase::Waiting) continue;
      Standing other = standingOf(unit_, waiting);
      if (other.is(OpKind::ConditionWait) && objectAt(state_, waiting, other) == condition)
        waiting.phase = Phase::Woken;
    }
    return finish({});
  }
  ObjectId lock = lockOfWait(state_, fiber(), standing);
  switch (transition.way) {
    case Transition::Wait:
      if (lock != kNone) {
        Primitive& given = state_.write(lock).primitive;
        given.holder = kNone;
        given.count = 0;
      }
      fiber().phase = Phase::Waiting;
      return;
    case Transition::TimeOut:
      fiber().phase = Phase::Woken;
      return;
    default:
      if (lock != kNone) {
        Primitive& taken = state_.write(lock).primitive;
        taken.holder = id_;
        taken.count = 1;
      }
      return finish(state_.freshUnknown());
  }
}

void Runner::performTimer(const Transition& transition) {
  Standing standing = standingOf(unit_, fiber());
  ObjectId id = objectAt(state_, fiber(), standing);
  ObjectId channel = state_.object(id).primitive.linked;
  // What runs later has no channel; its fiber waits.
  ObjectId clock = channel == kNone ? id : channel;
  bool hasFired = transition.way == Transition::AlreadyFired;
  bool wasArmed = state_.object(clock).primitive.armed && !hasFired;
  bool restarts = standing.is(OpKind::Restart);
  Primitive& stopped = state_.write(clock).primitive;
  stopped.armed = restarts;
  if (hasFired) stopped.buffer = {state_.freshUnknown()};
  for (size_t i = state_.fibers.size(); i-- > 0;)
    if (state_.fibers[i].dormant && state_.fibers[i].handle == id)
      state_.fibers.erase(state_.fibers.begin() + i);
  if (restarts && channel == kNone) startTask(id);
  if (!state_.ended) finish(Datum::ofNumber(wasArmed));
}

// The task of a timer waits for it in a fiber of its own.
void Runner::startTask(ObjectId timer) {
  const Object clock = state_.object(timer);
  if (clock.primitive.buffer.empty()) return;
  if (state_.fibers.size() >= bounds_.fibers + bounds_.heldBack) return cut(Bound::Fibers);
  addFiber(resolveCallable(clock.primitive.buffer[0], {}), clock.made);
  Fiber& task = state_.fibers.back();
  task.dormant = task.stopped = true;
  task.handle = timer;
}

void Runner::callOnce(const model::Instruction& instruction) {
  Datum on = instruction.operands.empty() ? Datum::unknown()
                                          : valueOf(state_, fiber(), instruction.operands[0]);
  bool isKnown =
      on.isObject() && state_.object(on.object).isPrimitive && !state_.object(on.object).isEscaped;
  if (isKnown && machine_.history) machine_.history->acquire(id_, on.object);
  if (isKnown && state_.object(on.object).primitive.closed) return finish({});
  std::vector<Datum> arguments;
  for (size_t i = 2; i < instruction.operands.size(); ++i)
    arguments.push_back(eval(instruction.operands[i]));
  Datum task = instruction.operands.size() > 1 ? eval(instruction.operands[1]) : Datum::unknown();
  Target target = resolveCallable(task, std::move(arguments));
  bool isSeen = target.function != model::kNone && unit_.functions[target.function].hasBody();
  if (isKnown) {
    Primitive& once = state_.write(on.object).primitive;
    if (isSeen)
      once.holder = id_;
    else
      once.closed = true;
  }
  if (!isSeen) {
    for (Datum argument : target.arguments) escape(argument);
    return finish({});
  }
  fiber().stopped = false;
  enter(target.function, std::move(target.arguments), isKnown ? on.object : kNone);
}

void Runner::perform(const Transition& transition) {
  if (fiber().dormant) {
    record(Event::Fire, fiber().spawned);
    fiber().dormant = fiber().stopped = false;
    state_.write(fiber().handle).primitive.armed = false;
    return;
  }
  if (fiber().endsProgram()) {
    state_.ended = true;
    state_.fibers.clear();
    return;
  }
  Standing standing = standingOf(unit_, fiber());
  if (standing.isAccess()) {
    record(Event::Operation, standing.instruction->location, -1);
    fiber().stopped = false;
    return access(*standing.instruction);
  }
  if (standing.isStart()) return spawn(*standing.instruction);
  size_t firstEvent = state_.events.size();
  record(Event::Operation, standing.instruction->location, transition.caseIndex);
  recordPartner(transition);
  if (machine_.history) observe(standing, transition);
  operate(standing, transition);
  recordOutcome(firstEvent);
}

void Runner::operate(const Standing& standing, const Transition& transition) {
  switch (standing.kind) {
    case OpKind::Send:
    case OpKind::TrySend:
    case OpKind::Receive:
    case OpKind::TryReceive:
    case OpKind::Close:
      return performChannel(transition);
    case OpKind::Select:
      return performSelect(transition);
    case OpKind::Cancel:
      cancel(objectAt(state_, fiber(), standing));
      return finish(state_.freshUnknown());
    case OpKind::Lock:
    case OpKind::TryLock:
    case OpKind::Unlock:
    case OpKind::LockShared:
    case OpKind::TryLockShared:
    case OpKind::UnlockShared:
      return performLock(transition);
    case OpKind::ConditionWait:
    case OpKind::Signal:
    case OpKind::Broadcast:
      return performCondition(transition);
    case OpKind::Stop:
    case OpKind::Restart:
      return performTimer(transition);
    case OpKind::CallOnce:
      return callOnce(*standing.instruction);
    case OpKind::Length:
      return finish(Datum::ofNumber(
          state_.object(objectAt(state_, fiber(), standing)).primitive.buffer.size()));
    case OpKind::Query:
      if (transition.way == Transition::AlreadyFired) cancel(objectAt(state_, fiber(), standing));
      return finish(
          query(*standing.operation, Datum::ofObject(objectAt(state_, fiber(), standing))));
    case OpKind::Get:
      return performGet(transition);
    default:
      return performGroup(transition);
  }
}

}  // namespace chanvet::explore
