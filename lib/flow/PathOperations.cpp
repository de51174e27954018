// The operations on primitives that a path meets, and what it has waited for.
#include "flow/PathFollower.h"

namespace chanvet::flow {

using model::Instruction;
using model::kNone;
using model::OpKind;

namespace {

// Operations after which the fiber knows that others went on: what it spawned may have run.
bool synchronizes(const model::Operation& operation) {
  switch (operation.kind) {
    case OpKind::Receive:
    case OpKind::Join:
    case OpKind::Wait:
    case OpKind::Get:
    case OpKind::Select:
    case OpKind::ConditionWait:
    case OpKind::Sleep:
    case OpKind::Yield:
    case OpKind::Lock:
    case OpKind::LockShared:
      return true;
    default:
      return false;
  }
}

}  // namespace

bool PathFollower::operation(PathState& state, const Instruction& instruction) {
  const model::Operation& operation = unit_.operation(instruction);
  std::vector<Abstract> operands = values(state, instruction.operands);
  if (operation.kind == OpKind::CallOnce) return callOnce(state, instruction, operands);
  Abstract object = operands.empty() ? Abstract::unknown() : knowledge_.known(state, operands[0]);
  if (operation.kind == OpKind::ChannelOf && object.isReference()) {
    Slot slot{object.entity(), Slot::kChannel};
    auto at = state.memory.find(slot);
    setResult(state, instruction,
              at == state.memory.end() ? entities_.initialContent(slot) : at->second);
    return true;
  }
  bool makes = operation.kind == OpKind::MakeContext || operation.kind == OpKind::AfterFunc;
  if (makes && !object.isReference()) {
    object = entities_.unknownResult(state);
    forget(state, object.entity());
  }
  Event event{.kind = operation.kind,
              .operation = &operation,
              .instruction = &instruction,
              .function = state.frame().function,
              .onMisuse = operation.onMisuse,
              .type = operation.type,
              .place = unit_.place(instruction.location)};
  if (object.isReference()) {
    event.entity = object.entity();
    notify(state, event);
  } else if (operation.kind == OpKind::Sleep || operation.kind == OpKind::Yield) {
    tell(state,
         [&](PathObserver& observer, PathContext& context) { observer.onPause(context, event); });
  }
  if (operation.kind == OpKind::Panic) state.isPanicking = true;
  if (operation.kind == OpKind::AfterFunc)
    for (const Abstract& operand : operands)
      runFiber(state, {.location = instruction.location}, operand, {});
  if (synchronizes(operation)) wait(state, operation.kind);
  // Values that are sent or stored elsewhere are in other hands.
  if (operation.kind != OpKind::AfterFunc)
    for (size_t i = 1; i < operands.size(); ++i) escape(state, operands[i]);
  if (operation.kind == OpKind::Exit) return false;
  setResult(state, instruction, entities_.unknownResult(state));
  return true;
}

// Each choice goes on by itself.
bool PathFollower::select(PathState& state, const Instruction& instruction) {
  std::vector<std::pair<size_t, Abstract>> choices;
  for (size_t i = 0; i < instruction.cases.size(); ++i) {
    const model::SelectCase& one = instruction.cases[i];
    Abstract channel = knownValue(state, one.channel);
    // A case on a nil channel is never ready.
    if (one.kind != OpKind::CaseDefault && channel.kind == Abstract::Null) continue;
    choices.emplace_back(i, channel);
  }
  bool blocks = unit_.operation(instruction).blocks != dialect::Blocks::Never;
  for (const auto& [index, channel] : choices) {
    PathState next = state;
    if (blocks && choices.size() > 1) next.branched = true;
    runCase(std::move(next), instruction, index, channel);
  }
  return false;
}

// Queues the path on which this case runs.
void PathFollower::runCase(PathState state, const Instruction& instruction, size_t index,
                           const Abstract& channel) {
  const model::SelectCase& one = instruction.cases[index];
  if (one.kind == OpKind::CaseSend) escape(state, value(state, one.sent));
  if (channel.isReference() && one.kind != OpKind::CaseDefault)
    notify(state, {.kind = one.kind == OpKind::CaseSend ? OpKind::Send : OpKind::Receive,
                   .instruction = &instruction,
                   .function = state.frame().function,
                   .entity = channel.entity(),
                   .onMisuse = one.type == kNone ? model::OnMisuse::Unknown
                                                 : unit_.types[one.type].onSendClosed,
                   .type = one.type,
                   .place = unit_.place(one.location)});
  bool blocks = unit_.operation(instruction).blocks != dialect::Blocks::Never;
  // That time has passed says nothing of the fibers.
  std::map<PathState::Loan, PathState::Borrowed> borrowed;
  if (isTimeout(channel)) borrowed = state.borrowed;
  if (blocks) wait(state, OpKind::Select);
  if (isTimeout(channel)) state.borrowed = std::move(borrowed);
  setResult(state, instruction, Abstract::integer(index));
  search_.work.push_back(std::move(state));
}

// Whether it is a timer that sends on the channel, and nobody else.
bool PathFollower::isTimeout(const Abstract& channel) const {
  if (!channel.isReference()) return false;
  const Entity& entity = entities_[channel.entity()];
  bool belongs = entity.kind == Entity::Symbolic && entity.source.field == Slot::kChannel;
  const model::Type* type = entities_.type(belongs ? entity.source.base : channel.entity());
  if (!type) return false;
  return belongs ? type->kind == model::ClassKind::Timer || type->kind == model::ClassKind::Ticker
                 : !type->stoppable;
}

// Tells observers of an operation that is about to run, and of each that is not ordered with it.
void PathFollower::notify(PathState& state, const Event& event) {
  trail_.add(state, {.kind = Step::Operation,
                     .location = event.instruction->location,
                     .operation = event.kind,
                     .entity = event.entity});
  for (const Unordered& earlier : state.unordered) {
    if (earlier.event.entity != event.entity) continue;
    tell(state, [&](PathObserver& observer, PathContext& context) {
      observer.onUnorderedOperation(context, earlier.event, event);
    });
  }
  tell(state,
       [&](PathObserver& observer, PathContext& context) { observer.onOperation(context, event); });
  if (search_.unordered && !state.synchronized && !state.doubtful) {
    search_.unordered->push_back({event, state.step});
    search_.unordered->back().event.isConditional = state.branched;
  }
}

// The fiber has let others run. A fiber that sleeps waits for nobody; a spawner that sleeps
// mostly does so to let its fibers run.
void PathFollower::wait(PathState& state, OpKind kind) {
  bool onlySleeps = kind == OpKind::Sleep || kind == OpKind::Yield;
  if (!onlySleeps || state.fiber == 0) state.synchronized = true;
  if (onlySleeps) state.slept = true;
  state.unordered.clear();
  bool mayPoll = onlySleeps || kind == OpKind::Lock || kind == OpKind::LockShared;
  if (mayPoll)
    state.doubtBorrows();
  else
    state.borrowed.clear();
}

}  // namespace chanvet::flow
