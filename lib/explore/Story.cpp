#include "explore/Story.h"

#include <fmt/format.h>
#include <llvm/ADT/STLExtras.h>

#include "dialect/Words.h"
#include "explore/Names.h"
#include "model/Origin.h"

namespace chanvet::explore {

using model::ClassKind;
using model::Opcode;
using model::OpKind;

std::string operationText(const Standing& standing, const std::string& on) {
  switch (standing.kind) {
    case OpKind::Send:
    case OpKind::TrySend:
      return "send on " + on;
    case OpKind::Receive:
    case OpKind::TryReceive:
      return "receive from " + on;
    case OpKind::Close:
      return "close of " + on;
    case OpKind::Select:
      return "select";
    case OpKind::Lock:
    case OpKind::TryLock:
      return "lock of " + on;
    case OpKind::LockShared:
    case OpKind::TryLockShared:
      return "shared lock of " + on;
    case OpKind::Unlock:
    case OpKind::UnlockShared:
      return "unlock of " + on;
    case OpKind::Wait:
    case OpKind::TryWait:
      return "wait for " + on;
    case OpKind::ConditionWait:
      return "wait on " + on;
    case OpKind::Signal:
      return "signal of " + on;
    case OpKind::Broadcast:
      return "broadcast of " + on;
    case OpKind::Add:
      return "add to " + on;
    case OpKind::Done:
      return "done of " + on;
    case OpKind::Join:
      return "join of " + on;
    case OpKind::Get:
      return "wait for " + on;
    case OpKind::SetValue:
      return "value for " + on;
    case OpKind::CallOnce:
      return "call of " + on;
    case OpKind::Cancel:
      return "cancel of " + on;
    case OpKind::Stop:
      return "stop of " + on;
    case OpKind::Restart:
      return "restart of " + on;
    case OpKind::Length:
      return "length of " + on;
    default:
      return "operation on " + on;
  }
}

std::string Story::fiberName(FiberId id) const {
  if (id != 0) return fmt::format("fiber {}", id);
  const model::Function& root = unit_.functions[root_];
  return root.isMain ? "main" : root.name;
}

// A select does what its case does.
OpKind Story::kindOf(const Event& event) const {
  const model::Instruction& instruction = *event.instruction;
  if (instruction.opcode == Opcode::Select && event.caseIndex >= 0)
    return instruction.cases[event.caseIndex].kind;
  return standingAt(unit_, instruction).kind;
}

const Event* Story::last(ObjectId object, std::initializer_list<OpKind> kinds,
                         const Event* before) const {
  const Event* found = nullptr;
  for (const Event& event : state_.events) {
    if (&event == before) break;
    if (event.kind != Event::Operation || event.instruction->opcode == Opcode::Spawn) continue;
    if (llvm::is_contained(event.objects, object) && llvm::is_contained(kinds, kindOf(event)))
      found = &event;
  }
  return found;
}

const Event* Story::lastOf(FiberId fiber, ObjectId object,
                           std::initializer_list<OpKind> kinds) const {
  for (const Event& event : llvm::reverse(state_.events))
    if (event.fiber == fiber && event.kind == Event::Operation &&
        llvm::is_contained(event.objects, object) && llvm::is_contained(kinds, kindOf(event)))
      return &event;
  return nullptr;
}

const Event* Story::lockedBy(FiberId fiber, ObjectId lock) const {
  return lastOf(fiber, lock,
                {OpKind::Lock, OpKind::TryLock, OpKind::LockShared, OpKind::TryLockShared,
                 OpKind::ConditionWait});
}

std::string Story::nameOfLock(FiberId fiber, ObjectId lock) const {
  const Event* locked = lastOf(
      fiber, lock, {OpKind::Lock, OpKind::TryLock, OpKind::LockShared, OpKind::TryLockShared});
  return locked ? nameIn(*locked) : std::string();
}

const Event* Story::last(const model::Instruction& instruction) const {
  for (const Event& event : llvm::reverse(state_.events))
    if (event.kind == Event::Operation && event.instruction == &instruction) return &event;
  return nullptr;
}

std::string Story::nameIn(const Event& event) const {
  const model::Function& function = unit_.functions[event.function];
  const model::Instruction& instruction = *event.instruction;
  if (event.caseIndex >= 0)
    return nameOf(unit_, function, instruction.cases[event.caseIndex].channel);
  if (instruction.operands.empty()) return {};
  return nameOf(unit_, function, instruction.operands[0]);
}

// A guard's destructor unlocks what the guard has locked.
std::string Story::nameOnTheWay(const Event& event) const {
  OpKind kind = kindOf(event);
  bool isUnlock = kind == OpKind::Unlock || kind == OpKind::UnlockShared;
  if (isUnlock && !event.objects.empty() && lockedBy(event.fiber, event.objects[0]))
    return nameOfLock(event.fiber, event.objects[0]);
  return nameIn(event);
}

std::vector<TraceStep> Story::trace() const {
  std::vector<TraceStep> steps;
  for (const Event& event : state_.events) {
    TraceStep step;
    step.fiber = fiberName(event.fiber);
    step.depth = event.depth;
    step.place = unit_.place(event.location);
    if (!step.place.isValid()) continue;
    switch (event.kind) {
      case Event::Operation:
        describe(event, step);
        break;
      case Event::Branch:
        step.message = event.detail ? "the condition holds" : "the condition does not hold";
        step.isAssumed = true;
        break;
      case Event::Call:
        step.message = "calls '" + unit_.functions[event.detail].name + "'";
        break;
      case Event::Spawn:
        step.message = "starts " + fiberName(event.detail);
        step.operation = "start";
        step.peer = fiberName(event.detail);
        break;
      case Event::Access:
        step.operation = event.detail ? "write" : "read";
        step.primitive = raced_;
        step.message = step.operation + "s " + (raced_.empty() ? "a variable" : "'" + raced_ + "'");
        break;
      case Event::Fire:
        step.message = "its timer fires";
        step.operation = "fire";
        break;
    }
    steps.push_back(std::move(step));
  }
  return steps;
}

static std::string accessWord(Opcode opcode) {
  if (opcode == Opcode::Load) return "read";
  return opcode == Opcode::Store ? "write" : "update";
}

void Story::describe(const Event& event, TraceStep& step) const {
  if (event.instruction->opcode == Opcode::Spawn) {
    step.message = "ends, and counts down";
    step.operation = dialect::wordOf(OpKind::Done).str();
    return;
  }
  const model::Function& function = unit_.functions[event.function];
  Standing standing = standingAt(unit_, *event.instruction);
  if (standing.isAccess()) {
    step.primitive = nameIn(event);
    step.operation = accessWord(event.instruction->opcode);
    step.message = step.operation + "s " +
                   (step.primitive.empty() ? "a variable" : "'" + step.primitive + "'");
    return;
  }
  ClassKind kind = standing.operation ? standing.operation->on : ClassKind::Fiber;
  step.primitive = nameOnTheWay(event);
  step.message = operationText(standing, quoted(step.primitive, kind));
  if (standing.is(OpKind::Select)) step.message = selectText(event, function);
  if (event.outcome == Event::Begun) step.message += " begins";
  if (event.outcome == Event::InVain) step.message += ", in vain";
  if (event.outcome == Event::TimedOut) step.message += " times out";
  step.operation = dialect::wordOf(standing.kind).str();
  step.choice = event.caseIndex;
  if (event.partner != kNone) step.peer = fiberName(event.partner);
  if (event.after) step.state = stateOf(*event.after);
}

std::string Story::stateOf(const Primitive& primitive) const {
  switch (primitive.kind) {
    case ClassKind::Channel:
      if (primitive.closed) return "closed";
      if (primitive.capacity <= 0 || primitive.capacity >= kUnbounded) return {};
      return fmt::format("{} of {} buffered", primitive.buffer.size(), primitive.capacity);
    case ClassKind::Mutex:
    case ClassKind::RwMutex:
      if (primitive.holder != kNone) return "held by " + fiberName(primitive.holder);
      return primitive.readers.empty() ? "free"
                                       : fmt::format("shared by {}", primitive.readers.size());
    case ClassKind::WaitGroup:
    case ClassKind::Latch:
    case ClassKind::Semaphore:
    case ClassKind::Barrier:
      return fmt::format("count {}", primitive.count);
    case ClassKind::Context:
      return primitive.closed ? "cancelled" : "";
    case ClassKind::Future:
    case ClassKind::Promise:
      return primitive.closed ? "ready" : "";
    default:
      return {};
  }
}

std::string Story::selectText(const Event& event, const model::Function& function) const {
  if (event.caseIndex < 0) return "select";
  const model::SelectCase& chosen = event.instruction->cases[event.caseIndex];
  if (chosen.kind == OpKind::CaseDefault) return "select takes the default case";
  if (isTimer(function, chosen.channel)) return "select takes the timeout";
  std::string name = quoted(nameOf(unit_, function, chosen.channel), ClassKind::Channel);
  return chosen.kind == OpKind::CaseSend ? "select sends on " + name
                                         : "select receives from " + name;
}

// Whether the channel is one that a timer sends to.
bool Story::isTimer(const model::Function& function, const model::Value& channel) const {
  const model::Instruction* made = definitionOf(function, channel);
  return made && made->opcode == model::Opcode::Make && !unit_.types[made->type].stoppable;
}

}  // namespace chanvet::explore
