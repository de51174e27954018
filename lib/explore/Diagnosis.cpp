#include "explore/Diagnosis.h"

#include <algorithm>

#include <fmt/format.h>

#include "dialect/Words.h"
#include "explore/Future.h"
#include "explore/Names.h"
#include "explore/Standing.h"

namespace chanvet::explore {

using model::ClassKind;
using model::OpKind;

namespace {

// A fiber that never goes on, and what it waits for.
struct Waiter {
  const Fiber* fiber = nullptr;
  Standing standing;
  std::vector<ObjectId> objects;
  llvm::BitVector reach;
  Future future;
  std::string name;  // of the first object
};

class Diagnosis {
 public:
  Diagnosis(const Machine& machine, const Ending& ending)
      : machine_(machine), unit_(machine.unit()), ending_(ending), state_(ending.state) {}

  std::vector<Defect> run() {
    if (ending_.died) return {death()};
    for (FiberId id : ending_.stuck) addWaiter(state_.fibers[state_.positionOf(id)]);
    std::vector<Defect> defects;
    for (const Group& group : groups()) defects.push_back(stuck(group));
    return defects;
  }

 private:
  const model::Function& functionOf(const Fiber& fiber) const {
    return unit_.functions[fiber.frames.back().function];
  }

  void addWaiter(const Fiber& fiber) {
    Waiter waiter;
    waiter.fiber = &fiber;
    waiter.standing = standingOf(unit_, fiber);
    waiter.objects = machine_.touched(state_, fiber);
    waiter.reach = machine_.reachable(state_, fiber);
    waiter.future = futureOf(unit_, fiber);
    const model::Instruction& at = *waiter.standing.instruction;
    if (!at.operands.empty()) waiter.name = nameOf(unit_, functionOf(fiber), at.operands[0]);
    waiters_.push_back(std::move(waiter));
  }

  // Whether `a` could go on if `b` did.
  bool waitsFor(const Waiter& a, const Waiter& b) const {
    for (ObjectId id : a.objects) {
      const Object& object = state_.object(id);
      if (!object.isPrimitive) continue;
      if (b.fiber->counter == id || b.fiber->handle == id || holds(b, id)) return true;
      if (b.reach[id] && mayServe(b, object.primitive.kind)) return true;
    }
    return false;
  }

  static bool mayServe(const Waiter& waiter, ClassKind kind) {
    const Future& future = waiter.future;
    switch (kind) {
      case ClassKind::Channel:
        return future.mayDo({OpKind::Send, OpKind::TrySend, OpKind::Receive, OpKind::TryReceive,
                             OpKind::Close, OpKind::Cancel});
      case ClassKind::WaitGroup:
      case ClassKind::ErrorGroup:
      case ClassKind::Latch:
      case ClassKind::Barrier:
      case ClassKind::Semaphore:
        return future.mayDo({OpKind::Done, OpKind::Add, OpKind::Wait});
      case ClassKind::Condition:
        return future.mayDo({OpKind::Signal, OpKind::Broadcast});
      case ClassKind::Future:
      case ClassKind::Promise:
        return future.mayDo({OpKind::SetValue});
      case ClassKind::Context:
        return future.mayDo({OpKind::Cancel});
      default:
        return false;
    }
  }

  // The waiters that `first` waits for, directly or through others, itself among them.
  std::vector<bool> servers(size_t first) const {
    std::vector<bool> found(waiters_.size());
    std::vector<size_t> work{first};
    found[first] = true;
    while (!work.empty()) {
      size_t at = work.back();
      work.pop_back();
      for (size_t other = 0; other < waiters_.size(); ++other) {
        if (found[other] || !waitsFor(waiters_[at], waiters_[other])) continue;
        found[other] = true;
        work.push_back(other);
      }
    }
    return found;
  }

  // Fibers that wait for each other, and for nobody else, are the root of what is stuck. Each such
  // group, with the others that wait for it.
  struct Group {
    std::vector<const Waiter*> members;
    std::vector<const Waiter*> followers;
  };
  std::vector<Group> groups() const {
    std::vector<std::vector<bool>> reach;
    for (size_t i = 0; i < waiters_.size(); ++i) reach.push_back(servers(i));
    std::vector<Group> found;
    for (size_t i = 0; i < waiters_.size(); ++i) {
      Group group;
      bool isRoot = true;
      for (size_t j = 0; j < waiters_.size(); ++j) {
        if (!reach[i][j]) continue;
        isRoot &= reach[j][i] && j >= i;
        group.members.push_back(&waiters_[j]);
      }
      if (!isRoot) continue;
      for (size_t j = 0; j < waiters_.size(); ++j)
        if (reach[j][i] && !reach[i][j]) group.followers.push_back(&waiters_[j]);
      found.push_back(std::move(group));
    }
    return found;
  }

  // --- what the defect is called

  bool holds(const Waiter& waiter, ObjectId lock) const {
    const Primitive& primitive = state_.object(lock).primitive;
    return primitive.holder == waiter.fiber->id ||
           std::find(primitive.readers.begin(), primitive.readers.end(), waiter.fiber->id) !=
               primitive.readers.end();
  }
  bool isLocking(const Waiter& waiter) const {
    return waiter.standing.is(OpKind::Lock) || waiter.standing.is(OpKind::LockShared);
  }
  bool isSending(const Waiter& waiter) const { return waiter.standing.is(OpKind::Send); }
  bool isReceiving(const Waiter& waiter) const { return waiter.standing.is(OpKind::Receive); }

  bool holdsWhatOthersWant(const Waiter& waiter, const std::vector<const Waiter*>& group) const {
    for (const Waiter* other : group)
      if (other != &waiter && isLocking(*other))
        for (ObjectId lock : other->objects)
          if (holds(waiter, lock)) return true;
    return false;
  }

  // The fiber that the finding points at, and its verdict.
  std::pair<const Waiter*, Verdict> judge(const std::vector<const Waiter*>& group) const {
    for (const Waiter* waiter : group) {
      if (!isLocking(*waiter)) continue;
      for (ObjectId lock : waiter->objects)
        if (holds(*waiter, lock)) return {waiter, Verdict::LockDouble};
    }
    for (const Waiter* waiter : group)
      if (waiter->standing.is(OpKind::CallOnce) && !waiter->objects.empty() &&
          holds(*waiter, waiter->objects[0]))
        return {waiter, Verdict::OnceRecursion};
    size_t locking = std::count_if(group.begin(), group.end(),
                                   [&](const Waiter* waiter) { return isLocking(*waiter); });
    if (locking == group.size() && locking > 1) return {group[0], Verdict::LockOrder};
    for (const Waiter* waiter : group)
      if (!isLocking(*waiter) && holdsWhatOthersWant(*waiter, group))
        return {waiter, Verdict::LockHeldWhileBlocking};
    for (const Waiter* waiter : group)
      if (isSending(*waiter) || isReceiving(*waiter))
        if (waiter->objects.empty()) return {waiter, Verdict::NilChannel};
    for (const Waiter* waiter : group)
      if (waiter->standing.is(OpKind::ConditionWait)) return {waiter, Verdict::LostSignal};
    if (group.size() == 1) return {group[0], judgeAlone(*group[0])};
    return {group[0], Verdict::Deadlock};
  }

  Verdict judgeAlone(const Waiter& waiter) const {
    if (waiter.objects.empty()) return Verdict::Leak;
    const Primitive& primitive = state_.object(waiter.objects[0]).primitive;
    switch (waiter.standing.kind) {
      case OpKind::Send:
        return lastReceive(waiter.objects[0]) || isServedElsewhere(waiter)
                   ? Verdict::AbandonedSender
                   : Verdict::NoReceiver;
      case OpKind::Receive:
        if (waiter.standing.operation->untilClosed) return Verdict::RangeNeverClosed;
        return Verdict::NoSender;
      case OpKind::Wait:
        return primitive.kind == ClassKind::WaitGroup ? Verdict::WaitGroupNeverDone : Verdict::Leak;
      default:
        return Verdict::Leak;
    }
  }

  // The last place that received from the channel, or would have.
  const Event* lastReceive(ObjectId channel) const {
    const Event* last = nullptr;
    for (const Event& event : ending_.state.events) {
      if (event.kind != Event::Operation || !isReceive(event)) continue;
      if (std::find(event.objects.begin(), event.objects.end(), channel) != event.objects.end())
        last = &event;
    }
    return last;
  }

  // On another schedule its operation is done.
  bool isServedElsewhere(const Waiter& waiter) const {
    return ending_.completed && ending_.completed->contains(waiter.standing.instruction);
  }

  bool isReceive(const Event& event) const {
    if (event.instruction->opcode == model::Opcode::Select)
      return std::any_of(event.instruction->cases.begin(), event.instruction->cases.end(),
                         [](const auto& one) { return one.kind == OpKind::CaseReceive; });
    if (event.instruction->opcode != model::Opcode::Operation) return false;
    OpKind kind = unit_.operation(*event.instruction).kind;
    return kind == OpKind::Receive || kind == OpKind::TryReceive;
  }

  // --- what is said

  std::string fiberName(FiberId id) const {
    for (const Event& event : ending_.state.events)
      if (event.kind == Event::Spawn && static_cast<FiberId>(event.detail) == id)
        return fmt::format("fiber {}", id);
    return id == 0 ? rootName() : fmt::format("fiber {}", id);
  }
  std::string rootName() const { return "main"; }

  std::string operationText(const Waiter& waiter) const {
    ClassKind kind = waiter.standing.operation ? waiter.standing.operation->on : ClassKind::Fiber;
    return operationText(waiter.standing, quoted(waiter.name, kind));
  }

  static std::string operationText(const Standing& standing, const std::string& on) {
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
      default:
        return "operation on " + on;
    }
  }

  std::string message(Verdict verdict, const Waiter& waiter, size_t others) const {
    std::string what = operationText(waiter);
    switch (verdict) {
      case Verdict::LockDouble:
        return what + " blocks for ever: this fiber holds it already";
      case Verdict::OnceRecursion:
        return what + " blocks for ever: it is called from inside its own task";
      case Verdict::LockOrder:
        return what + " can block for ever: the fibers take their locks in different orders";
      case Verdict::LockHeldWhileBlocking:
        return what + " blocks for ever while it holds a lock that another fiber needs to go on";
      case Verdict::NilChannel:
        return what + " blocks for ever: the channel is nil";
      case Verdict::LostSignal:
        return what + " can last for ever: the signal comes before the wait, or never";
      case Verdict::NoReceiver:
        return what + " blocks for ever: nobody receives";
      case Verdict::AbandonedSender:
        return what + " can block for ever: the receiver has left";
      case Verdict::RangeNeverClosed:
        return "the loop over " + quoted(waiter.name, ClassKind::Channel) +
               " never ends: nobody closes it";
      case Verdict::NoSender:
        return isServedElsewhere(waiter) ? what + " can block for ever: no send and no close comes"
                                         : what + " blocks for ever: nobody sends or closes";
      case Verdict::WaitGroupNeverDone:
        return what + " blocks for ever: its counter stays above zero";
      case Verdict::Deadlock:
        return fmt::format("{} can block for ever: {} wait for each other", what,
                           others == 1 ? "this fiber and another"
                                       : fmt::format("this fiber and {} others", others));
      default:
        return what + " can block for ever: the fiber leaks";
    }
  }

  std::vector<TraceStep> trace() const {
    std::vector<TraceStep> steps;
    for (const Event& event : ending_.state.events) {
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
          break;
        case Event::Call:
          step.message = "calls '" + unit_.functions[event.detail].name + "'";
          break;
        case Event::Spawn:
          step.message = "starts " + fiberName(event.detail);
          step.operation = "start";
          step.peer = fiberName(event.detail);
          break;
      }
      steps.push_back(std::move(step));
    }
    return steps;
  }

  void describe(const Event& event, TraceStep& step) const {
    const model::Function& function = unit_.functions[event.function];
    Standing standing = standingAt(unit_, *event.instruction);
    ClassKind kind = standing.operation ? standing.operation->on : ClassKind::Fiber;
    if (!event.instruction->operands.empty())
      step.primitive = nameOf(unit_, function, event.instruction->operands[0]);
    step.message = operationText(standing, quoted(step.primitive, kind));
    step.operation = dialect::wordOf(standing.kind).str();
    step.choice = event.caseIndex;
    if (event.caseIndex >= 0)
      step.primitive = nameOf(unit_, function, event.instruction->cases[event.caseIndex].channel);
    if (standing.is(OpKind::Select)) step.message = selectText(event, function);
    if (event.partner != kNone) step.peer = fiberName(event.partner);
    if (event.after) step.state = stateOf(*event.after);
  }

  std::string stateOf(const Primitive& primitive) const {
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

  std::string selectText(const Event& event, const model::Function& function) const {
    if (event.caseIndex < 0) return "select";
    const model::SelectCase& chosen = event.instruction->cases[event.caseIndex];
    if (chosen.kind == OpKind::CaseDefault) return "select takes the default case";
    if (isTimer(function, chosen.channel)) return "select takes the timeout";
    std::string name = quoted(nameOf(unit_, function, chosen.channel), ClassKind::Channel);
    return chosen.kind == OpKind::CaseSend ? "select sends on " + name
                                           : "select receives from " + name;
  }

  // Whether the channel is one that a timer sends to.
  bool isTimer(const model::Function& function, const model::Value& channel) const {
    const model::Instruction* made = definitionOf(function, channel);
    return made && made->opcode == model::Opcode::Make && !unit_.types[made->type].stoppable;
  }

  Defect stuck(const Group& whole) const {
    const std::vector<const Waiter*>& group = whole.members;
    auto [primary, verdict] = judge(group);
    Defect defect;
    defect.verdict = verdict;
    Finding& finding = defect.finding;
    finding.message = message(verdict, *primary, group.size() - 1);
    finding.place = unit_.place(primary->standing.instruction->location);
    finding.function = functionOf(*primary->fiber).name;
    for (const Waiter* waiter : group)
      if (!waiter->name.empty() && std::find(finding.primitives.begin(), finding.primitives.end(),
                                             waiter->name) == finding.primitives.end())
        finding.primitives.push_back(waiter->name);
    finding.trace = trace();
    for (const Waiter* waiter : group) addEnd(*waiter, waiter == primary, finding);
    for (const Waiter* waiter : whole.followers) addEnd(*waiter, false, finding);
    if (verdict == Verdict::AbandonedSender) {
      if (const Event* last = lastReceive(primary->objects[0]))
        relate(finding, unit_.place(last->location),
               quoted(primary->name, ClassKind::Channel) + " was last received from here");
    }
    return defect;
  }

  // What a fiber waits for at the end, where it was started, and who holds what it wants.
  void addEnd(const Waiter& waiter, bool isPrimary, Finding& finding) const {
    Place place = unit_.place(waiter.standing.instruction->location);
    std::string text = operationText(waiter) + " blocks for ever";
    TraceStep step;
    step.place = place;
    step.message = text;
    step.fiber = fiberName(waiter.fiber->id);
    step.depth = waiter.fiber->frames.size() - 1;
    step.operation = dialect::wordOf(waiter.standing.kind).str();
    step.primitive = waiter.name;
    step.isBlocked = true;
    finding.trace.push_back(std::move(step));
    if (!isPrimary) relate(finding, place, fiberName(waiter.fiber->id) + ": " + text);
    if (waiter.fiber->id != 0)
      relate(finding, unit_.place(waiter.fiber->spawned),
             (isPrimary ? "the fiber" : fiberName(waiter.fiber->id)) + " was started here");
    for (ObjectId id : waiter.objects) {
      const Object& object = state_.object(id);
      if (!object.isExternal && object.made.isValid() && object.primitive.type != model::kNone)
        relate(finding, unit_.place(object.made),
               quoted(waiter.name, object.primitive.kind) + " made here");
    }
  }

  static void relate(Finding& finding, Place place, std::string message) {
    if (!place.isValid()) return;
    for (const RelatedPlace& known : finding.related)
      if (known.place == place) return;
    finding.related.push_back({std::move(place), std::move(message)});
  }

  // The operation that was not allowed.
  Defect death() const {
    const State& before = ending_.beforeLast;
    const Fiber& fiber = before.fibers[before.positionOf(ending_.last.fiber)];
    Standing standing = standingOf(unit_, fiber);
    const model::Function& function = functionOf(fiber);
    Defect defect;
    Finding& finding = defect.finding;
    const model::Value* on =
        standing.instruction->operands.empty() ? nullptr : &standing.instruction->operands[0];
    ClassKind kind = standing.operation ? standing.operation->on : ClassKind::Channel;
    if (ending_.last.caseIndex >= 0) {
      on = &standing.instruction->cases[ending_.last.caseIndex].channel;
      kind = ClassKind::Channel;
    }
    std::string name = on ? nameOf(unit_, function, *on) : std::string();
    std::string what = quoted(name, kind);
    switch (standing.kind) {
      case OpKind::Close:
        defect.verdict = Verdict::DoubleClose;
        finding.message = what + " is closed twice: the second close panics";
        break;
      case OpKind::Add:
      case OpKind::Done:
        defect.verdict = Verdict::WaitGroupNegative;
        finding.message = "the counter of " + what + " goes below zero";
        break;
      case OpKind::Unlock:
      case OpKind::UnlockShared:
        defect.verdict = Verdict::LockUnlockUnheld;
        finding.message = what + " is unlocked, but nobody holds it";
        break;
      default:
        defect.verdict = Verdict::SendAfterClose;
        finding.message = "send on " + what + " after it was closed: this panics";
        break;
    }
    finding.place = unit_.place(standing.instruction->location);
    finding.function = function.name;
    if (!name.empty()) finding.primitives.push_back(name);
    finding.trace = trace();
    return defect;
  }

  const Machine& machine_;
  const model::Unit& unit_;
  const Ending& ending_;
  const State& state_;
  std::vector<Waiter> waiters_;
};

}  // namespace

std::vector<Defect> diagnose(const Machine& machine, const Ending& ending) {
  return Diagnosis(machine, ending).run();
}

}  // namespace chanvet::explore
