#include "explore/Diagnosis.h"

#include <algorithm>
#include <optional>

#include <fmt/format.h>
#include <llvm/ADT/STLExtras.h>

#include "dialect/Words.h"
#include "explore/Future.h"
#include "explore/Names.h"
#include "explore/RaceDiagnosis.h"
#include "explore/Standing.h"
#include "explore/Story.h"

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
      : machine_(machine),
        unit_(machine.unit()),
        ending_(ending),
        state_(ending.state),
        story_(unit_, state_, ending.root) {}

  std::vector<Defect> run() {
    if (ending_.lateAdd) return {lateAdd(*ending_.lateAdd)};
    if (state_.killer) return {death()};
    for (FiberId id : ending_.stuck)
      if (!waitsForRunning(id)) addWaiter(state_.fibers[state_.positionOf(id)]);
    std::vector<Defect> defects;
    for (const Group& group : groups()) defects.push_back(stuck(group));
    return defects;
  }

 private:
  const model::Function& functionOf(const Fiber& fiber) const {
    return unit_.functions[fiber.frames.back().function];
  }

  // Who waits for the end of a fiber that runs for ever waits as long as the program is to run.
  bool waitsForRunning(FiberId id) const {
    const Fiber& fiber = state_.fibers[state_.positionOf(id)];
    Standing standing = standingOf(unit_, fiber);
    if (!standing.is(OpKind::Join) && !standing.is(OpKind::Wait) && !standing.is(OpKind::Get))
      return false;
    ObjectId awaited = objectAt(state_, fiber, standing);
    return llvm::any_of(state_.fibers, [&](const Fiber& other) {
      bool isAwaited = other.handle == awaited || other.counter == awaited;
      return awaited != kNone && isAwaited && !llvm::is_contained(ending_.stuck, other.id);
    });
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
    if (group.size() > 1) return {group[0], Verdict::Deadlock};
    Verdict alone = judgeAlone(*group[0]);
    bool isAsleep = alone == Verdict::Leak && isMain(*group[0]->fiber);
    return {group[0], isAsleep ? Verdict::Deadlock : alone};
  }

  // When main cannot go on, nor anything else that could wake it, the program hangs.
  bool isMain(const Fiber& fiber) const {
    return fiber.id == 0 && unit_.functions[ending_.root].isMain;
  }

  Verdict judgeAlone(const Waiter& waiter) const {
    if (waiter.objects.empty()) return Verdict::Leak;
    const Primitive& primitive = state_.object(waiter.objects[0]).primitive;
    switch (waiter.standing.kind) {
      case OpKind::Send:
        if (isOnlyReceiver(waiter))
          return isMain(*waiter.fiber) ? Verdict::Deadlock : Verdict::Leak;
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
    for (const Event& event : state_.events)
      if (event.kind == Event::Operation && isReceive(event) &&
          llvm::is_contained(event.objects, channel))
        last = &event;
    return last;
  }

  // Whether nobody but the fiber itself has received from the channel that it wants to send on.
  bool isOnlyReceiver(const Waiter& waiter) const {
    const Event* last = lastReceive(waiter.objects[0]);
    return last && llvm::none_of(state_.events, [&](const Event& event) {
             return event.kind == Event::Operation && isReceive(event) &&
                    event.fiber != waiter.fiber->id &&
                    llvm::is_contained(event.objects, waiter.objects[0]);
           });
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

  std::string operationText(const Waiter& waiter) const {
    ClassKind kind = waiter.standing.operation ? waiter.standing.operation->on : ClassKind::Fiber;
    return explore::operationText(waiter.standing, quoted(waiter.name, kind));
  }

  // A lock that the fiber holds, as where it locked it calls it.
  struct Held {
    ObjectId lock = kNone;
    const Event* event = nullptr;
    std::string name;
  };
  Held held(const Waiter& waiter, ObjectId lock) const {
    Held found{lock, story_.lockedBy(waiter.fiber->id, lock), {}};
    found.name = story_.nameOfLock(waiter.fiber->id, lock);
    return found;
  }

  // The lock of `waiter` that a fiber of the group waits for.
  std::optional<Held> heldAgainst(const Waiter& waiter,
                                  const std::vector<const Waiter*>& group) const {
    for (const Waiter* other : group) {
      if (other == &waiter || !isLocking(*other)) continue;
      for (ObjectId lock : other->objects)
        if (holds(waiter, lock)) return held(waiter, lock);
    }
    return std::nullopt;
  }

  // The lock that the fiber waits for and whose holder has ended.
  std::optional<Held> leftLocked(const Waiter& waiter) const {
    if (!isLocking(waiter)) return std::nullopt;
    FiberId holder = state_.object(waiter.objects[0]).primitive.holder;
    if (holder == kNone || state_.positionOf(holder) >= 0) return std::nullopt;
    Held left{waiter.objects[0], story_.lockedBy(holder, waiter.objects[0]), {}};
    return left.event ? std::optional(left) : std::nullopt;
  }

  void tellLeftLocked(const Held& left, const Waiter& waiter, Defect& defect) const {
    std::string holder = story_.fiberName(left.event->fiber);
    defect.cause = unit_.place(left.event->location);
    defect.finding.message =
        operationText(waiter) + " blocks for ever: " + holder + " has ended without unlocking it";
    relate(defect.finding, defect.cause,
           quoted(waiter.name, ClassKind::Mutex) + " locked here, in " + holder);
  }

  std::string ownLockText(const Waiter& waiter) const {
    const Primitive& lock = state_.object(waiter.objects[0]).primitive;
    if (lock.holder == waiter.fiber->id) return "this fiber holds it already";
    if (waiter.standing.is(OpKind::Lock)) return "this fiber holds a shared lock of it";
    return "this fiber holds a shared lock already, and a writer waits in between";
  }

  std::string message(Verdict verdict, const Waiter& waiter,
                      const std::vector<const Waiter*>& group) const {
    std::string what = operationText(waiter);
    std::optional<Held> lock = heldAgainst(waiter, group);
    std::string mutex = lock ? quoted(lock->name, ClassKind::Mutex) : std::string();
    switch (verdict) {
      case Verdict::LockDouble:
        return what + " blocks for ever: " + ownLockText(waiter);
      case Verdict::OnceRecursion:
        return what + " blocks for ever: it is called from inside its own task";
      case Verdict::LockOrder:
        return what +
               " can block for ever: " + (lock ? "this fiber holds " + mutex + ", and " : "") +
               "the fibers take their locks in different orders";
      case Verdict::LockHeldWhileBlocking:
        return what + " blocks for ever while it holds " + mutex +
               ", which another fiber needs to go on";
      case Verdict::NilChannel:
        if (isLoop(waiter))
          return "the loop over " + quoted(waiter.name, ClassKind::Channel) +
                 " blocks for ever: the channel is nil";
        return what + " blocks for ever: the channel is nil";
      case Verdict::LostSignal:
        return what + " can last for ever: the signal comes before the wait, or never";
      case Verdict::NoReceiver:
        return what + " blocks for ever: nobody receives";
      case Verdict::AbandonedSender:
        return what + " can block for ever: the receiver has left";
      case Verdict::RangeNeverClosed:
        return "the loop over " + quoted(waiter.name, ClassKind::Channel) +
               " never ends: under this schedule nobody closes it";
      case Verdict::NoSender:
        return isServedElsewhere(waiter) ? what + " can block for ever: no send and no close comes"
                                         : what + " blocks for ever: nobody sends or closes";
      case Verdict::WaitGroupNeverDone:
        return what + " blocks for ever: its counter stays above zero";
      case Verdict::Deadlock:
        if (group.size() == 1)
          return what + " can block for ever: nothing is left that could wake main";
        return fmt::format("{} can block for ever: {} wait for each other", what,
                           group.size() == 2
                               ? "this fiber and another"
                               : fmt::format("this fiber and {} others", group.size() - 1));
      default:
        return what + " can block for ever: the fiber leaks";
    }
  }

  static bool isLoop(const Waiter& waiter) {
    return waiter.standing.operation && waiter.standing.operation->untilClosed;
  }

  Defect stuck(const Group& whole) const {
    const std::vector<const Waiter*>& group = whole.members;
    auto [primary, verdict] = judge(group);
    Defect defect;
    defect.verdict = verdict;
    Finding& finding = defect.finding;
    finding.message = message(verdict, *primary, group);
    finding.place = unit_.place(primary->standing.instruction->location);
    finding.function = functionOf(*primary->fiber).name;
    for (const Waiter* waiter : group)
      if (!waiter->name.empty() && std::find(finding.primitives.begin(), finding.primitives.end(),
                                             waiter->name) == finding.primitives.end())
        finding.primitives.push_back(waiter->name);
    finding.trace = story_.trace();
    relateLocks(*primary, group, finding);
    if (std::optional<Held> left = leftLocked(*primary)) tellLeftLocked(*left, *primary, defect);
    for (const Waiter* waiter : group) addEnd(*waiter, waiter == primary, finding);
    for (const Waiter* waiter : whole.followers) addEnd(*waiter, false, finding);
    if (verdict == Verdict::AbandonedSender) {
      if (const Event* last = lastReceive(primary->objects[0]))
        relate(finding, unit_.place(last->location),
               quoted(primary->name, ClassKind::Channel) + " was last received from here");
    }
    return defect;
  }

  // Where the fibers of the group have locked what others of it, or they themselves, wait for.
  void relateLocks(const Waiter& primary, const std::vector<const Waiter*>& group,
                   Finding& finding) const {
    for (const Waiter* waiter : group) {
      std::optional<Held> lock = heldAgainst(*waiter, group);
      if (!lock && isLocking(*waiter) && holds(*waiter, waiter->objects[0]))
        lock = held(*waiter, waiter->objects[0]);
      if (!lock || !lock->event) continue;
      std::string who = waiter == &primary ? "" : story_.fiberName(waiter->fiber->id) + ": ";
      relate(finding, unit_.place(lock->event->location),
             who + quoted(lock->name, ClassKind::Mutex) + " locked here");
    }
  }

  // What a fiber waits for at the end, where it was started, and who holds what it wants.
  void addEnd(const Waiter& waiter, bool isPrimary, Finding& finding) const {
    Place place = unit_.place(waiter.standing.instruction->location);
    std::string text = operationText(waiter) + " blocks for ever";
    TraceStep step;
    step.place = place;
    step.message = text;
    step.fiber = story_.fiberName(waiter.fiber->id);
    step.depth = waiter.fiber->frames.size() - 1;
    step.operation = dialect::wordOf(waiter.standing.kind).str();
    step.primitive = waiter.name;
    step.isBlocked = true;
    finding.trace.push_back(std::move(step));
    if (!isPrimary) relate(finding, place, story_.fiberName(waiter.fiber->id) + ": " + text);
    if (waiter.fiber->id != 0)
      relate(finding, unit_.place(waiter.fiber->spawned),
             (isPrimary ? "the fiber" : story_.fiberName(waiter.fiber->id)) + " was started here");
    for (ObjectId id : waiter.objects)
      relateMaking(id, quoted(nameFor(waiter, id), state_.object(id).primitive.kind), finding);
  }

  // How the operation before which the fiber stands calls an object that it works on.
  std::string nameFor(const Waiter& waiter, ObjectId id) const {
    const model::Instruction& at = *waiter.standing.instruction;
    model::Values values = at.operands;
    for (const model::SelectCase& each : at.cases) values.push_back(each.channel);
    for (const model::Value& value : values)
      if (valueOf(state_, *waiter.fiber, value) == Datum::ofObject(id))
        return nameOf(unit_, functionOf(*waiter.fiber), value);
    return story_.nameOfLock(waiter.fiber->id, id);
  }

  static void relate(Finding& finding, Place place, std::string message) {
    if (!place.isValid()) return;
    for (const RelatedPlace& known : finding.related)
      if (known.place == place) return;
    finding.related.push_back({std::move(place), std::move(message)});
  }

  // The operation that was not allowed.
  Defect death() const {
    const Event& last = *story_.last(*state_.killer);
    bool isEnd = last.instruction->opcode == model::Opcode::Spawn;
    const model::Function& function = unit_.functions[last.function];
    std::string name =
        isEnd ? nameOf(unit_, function, last.instruction->counter) : story_.nameIn(last);
    ClassKind kind = last.after ? last.after->kind : ClassKind::Channel;
    Defect defect;
    Finding& finding = defect.finding;
    sayDeath(last, quoted(name, kind), defect);
    finding.place = unit_.place(last.location);
    finding.function = function.name;
    if (!name.empty()) finding.primitives.push_back(name);
    finding.trace = story_.trace();
    return defect;
  }

  void sayDeath(const Event& last, const std::string& what, Defect& defect) const {
    Finding& finding = defect.finding;
    if (last.instruction->opcode == model::Opcode::Spawn) {
      defect.verdict = Verdict::WaitGroupNegative;
      finding.message = "the counter of " + what +
                        " goes below zero: the end of this fiber counts " + "down once more";
      return relateEarlier(last, what, {OpKind::Done}, "counted down here already", finding);
    }
    switch (standingAt(unit_, *last.instruction).kind) {
      case OpKind::Close:
        if (!last.after) {
          defect.verdict = Verdict::NilChannel;
          finding.message = what + " is closed, but it is nil: this panics";
          return;
        }
        defect.verdict = Verdict::DoubleClose;
        finding.message = what + " is closed twice: the second close panics";
        return relateEarlier(last, what, {OpKind::Close}, "first closed here", finding);
      case OpKind::Add:
      case OpKind::Done:
        defect.verdict = Verdict::WaitGroupNegative;
        finding.message = "the counter of " + what + " goes below zero";
        relateEarlier(last, what, {OpKind::Done}, "counted down here already", finding);
        return relateEarlier(last, what, {OpKind::Add}, "last added to here", finding);
      case OpKind::ConditionWait:
        defect.verdict = Verdict::LockUnlockUnheld;
        finding.message = "the wait on " + what + " gives up a lock that nobody holds";
        return;
      case OpKind::Unlock:
      case OpKind::UnlockShared:
        defect.verdict = Verdict::LockUnlockUnheld;
        finding.message = what + " is unlocked, but nobody holds it";
        return relateEarlier(last, what, {OpKind::Unlock, OpKind::UnlockShared},
                             "unlocked here already", finding);
      default:
        defect.verdict = Verdict::SendAfterClose;
        finding.message = "send on " + what + " after it was closed: this panics";
        return relateEarlier(last, what, {OpKind::Close}, "closed here", finding);
    }
  }

  const Fiber& fiberOf(FiberId id) const { return state_.fibers[state_.positionOf(id)]; }

  // A task that takes back itself what it adds is the one that it counts.
  static bool countsItself(const model::Unit& unit, const Fiber& adding) {
    return adding.spawn && futureOf(unit, adding, Future::Own).mayDo({OpKind::Done});
  }

  // What a fiber is about to do.
  TraceStep nextStep(const Fiber& fiber) const {
    Standing standing = standingOf(unit_, fiber);
    TraceStep step;
    step.place = unit_.place(standing.instruction->location);
    step.fiber = story_.fiberName(fiber.id);
    step.depth = fiber.frames.size() - 1;
    step.operation = standing.isStart() ? "start" : dialect::wordOf(standing.kind).str();
    step.primitive = nameOf(unit_, functionOf(fiber), subjectOf(*standing.instruction));
    step.message =
        explore::operationText(standing, quoted(step.primitive, ClassKind::WaitGroup)) + " is next";
    step.isNext = true;
    return step;
  }

  // What is added while another fiber begins to wait.
  Defect lateAdd(const LateAdd& late) const {
    const Fiber& adding = fiberOf(late.adding);
    const Fiber& waiting = fiberOf(late.waiting);
    const model::Function& function = functionOf(adding);
    std::string name = nameOf(unit_, function, subjectOf(*late.add));
    std::string what = quoted(name, ClassKind::WaitGroup);
    bool isOwn = countsItself(unit_, adding);
    Defect defect;
    defect.verdict = isOwn ? Verdict::WaitGroupAddInTask : Verdict::WaitGroupReuse;
    Finding& finding = defect.finding;
    finding.message =
        isOwn ? what + " is incremented inside the task it counts, so wait() can return before it"
              : what + " is added to while its counter is zero and " +
                    story_.fiberName(waiting.id) + " begins to wait: the wait may not see it";
    finding.place = unit_.place(late.add->location);
    finding.function = function.name;
    if (!name.empty()) finding.primitives.push_back(name);
    finding.trace = story_.trace();
    for (const Fiber* fiber : {&waiting, &adding}) finding.trace.push_back(nextStep(*fiber));
    relate(finding, unit_.place(standingOf(unit_, waiting).instruction->location),
           what + " is waited for here");
    if (adding.id != 0)
      relate(finding, unit_.place(adding.spawned), "the fiber that adds was started here");
    relateMaking(late.group, what, finding);
    return defect;
  }

  // What was done to the same object before, and where that was made.
  void relateEarlier(const Event& last, const std::string& what,
                     std::initializer_list<OpKind> kinds, const char* text,
                     Finding& finding) const {
    if (last.objects.empty()) return;
    if (const Event* earlier = story_.last(last.objects[0], kinds, &last))
      relate(finding, unit_.place(earlier->location),
             earlier->fiber == last.fiber
                 ? text
                 : fmt::format("{}, in {}", text, story_.fiberName(earlier->fiber)));
    if (last.made.isValid()) relate(finding, unit_.place(last.made), what + " made here");
  }

  void relateMaking(ObjectId id, const std::string& what, Finding& finding) const {
    const Object& object = state_.object(id);
    if (object.isExternal || !object.made.isValid() || object.primitive.type == model::kNone)
      return;
    relate(finding, unit_.place(object.made), what + " made here");
  }

  const Machine& machine_;
  const model::Unit& unit_;
  const Ending& ending_;
  const State& state_;
  Story story_;
  std::vector<Waiter> waiters_;
};

}  // namespace

std::vector<Defect> diagnose(const Machine& machine, const Ending& ending) {
  if (ending.race) return {diagnoseRace(machine.unit(), ending)};
  return Diagnosis(machine, ending).run();
}

}  // namespace chanvet::explore
