// What a fiber can do next, and which other fibers that can concern.
#include <llvm/ADT/STLExtras.h>

#include "explore/Machine.h"
#include "explore/Standing.h"

namespace chanvet::explore {

using model::ClassKind;
using model::OpKind;

namespace {

class Options {
 public:
  Options(const model::Unit& unit, const State& state, const Fiber& fiber,
          std::vector<Transition>& out)
      : unit_(unit), state_(state), fiber_(fiber), standing_(standingOf(unit, fiber)), out_(out) {}

  void list() {
    if (fiber_.isHeldBack) return;
    if (fiber_.dormant || fiber_.endsProgram()) return add(Transition::Proceed);
    if (!standing_.instruction) return;
    if (standing_.isAccess()) return add(Transition::Proceed);
    id_ = objectAt(state_, fiber_, standing_);
    bool isTimed = standing_.operation && standing_.operation->timed;
    switch (standing_.kind) {
      case OpKind::Send:
      case OpKind::TrySend:
        sends();
        break;
      case OpKind::Receive:
      case OpKind::TryReceive:
        receives();
        break;
      case OpKind::Select:
        selects();
        break;
      case OpKind::Close:
        if (id_ == kNone || primitive().closed)
          add(Transition::Misuse);
        else
          add(Transition::Proceed);
        break;
      case OpKind::Add:
      case OpKind::Done:
        counts();
        break;
      case OpKind::Wait:
        waits();
        break;
      case OpKind::TryWait:
        add(primitive().count > 0 ? Transition::Proceed : Transition::Fail);
        break;
      case OpKind::Join:
      case OpKind::Get:
        if (primitive().closed) add(Transition::Proceed);
        break;
      case OpKind::CallOnce:
        if (primitive().closed || primitive().holder == kNone) add(Transition::Proceed);
        break;
      case OpKind::Stop:
        stops();
        break;
      case OpKind::Query:
        add(Transition::Proceed);
        addIf(primitive().armed, Transition::AlreadyFired);
        break;
      case OpKind::Yield:
        return;  // it goes on by itself when the fiber that it has started waits
      case OpKind::ConditionWait:
        waitsForCondition(isTimed);
        return;
      case OpKind::Signal:
        signals();
        break;
      case OpKind::Lock:
      case OpKind::TryLock:
      case OpKind::LockShared:
      case OpKind::TryLockShared:
        locks();
        break;
      case OpKind::Unlock:
      case OpKind::UnlockShared:
        unlocks();
        break;
      default:
        add(Transition::Proceed);
        break;
    }
    if (isTimed && !isServedAtOnce()) add(Transition::TimeOut);
  }

 private:
  const Primitive& primitive() const { return state_.object(id_).primitive; }
  const Primitive& primitive(ObjectId id) const { return state_.object(id).primitive; }

  Transition& push(Transition::Way way) {
    Transition transition;
    transition.fiber = fiber_.id;
    transition.way = way;
    out_.push_back(transition);
    return out_.back();
  }
  void add(Transition::Way way) { push(way); }
  void addIf(bool isPossible, Transition::Way way) {
    if (isPossible) add(way);
  }

  bool hasRoom(ObjectId channel) const {
    return static_cast<int64_t>(primitive(channel).buffer.size()) < primitive(channel).capacity;
  }
  bool hasValue(ObjectId channel) const {
    return !primitive(channel).buffer.empty() || primitive(channel).closed;
  }
  // Time alone can make it ready.
  bool mayFire(ObjectId channel) const {
    if (primitive(channel).armed) return true;
    ObjectId owner = primitive(channel).linked;
    return owner != kNone && primitive(owner).kind == ClassKind::Context && primitive(owner).armed;
  }

  // Those who stand before a receive from the channel.
  void withReceivers(ObjectId channel, int caseIndex) {
    for (const Fiber& other : state_.fibers) {
      if (other.id == fiber_.id || other.dormant || !other.stopped) continue;
      Standing standing = standingOf(unit_, other);
      if (standing.is(OpKind::Receive) || standing.is(OpKind::TryReceive)) {
        if (objectAt(state_, other, standing) == channel) meet(other, caseIndex, -1);
      } else if (standing.is(OpKind::Select)) {
        for (size_t i = 0; i < standing.instruction->cases.size(); ++i) {
          const model::SelectCase& one = standing.instruction->cases[i];
          if (one.kind != OpKind::CaseReceive) continue;
          Datum on = valueOf(state_, other, one.channel);
          if (!on.isObject() || on.object != channel) continue;
          meet(other, caseIndex, i);
          // A try meets only who waits already, and in the first of the cases that wait for it.
          if (standing_.is(OpKind::TrySend)) break;
        }
      }
    }
  }
  // Two meet only where one has been waiting for the other.
  void meet(const Fiber& receiver, int caseIndex, int partnerCase) {
    if (!mayBeWaiting(fiber_) && !mayBeWaiting(receiver)) return;
    Transition& transition = push(Transition::Proceed);
    transition.caseIndex = caseIndex;
    transition.partner = receiver.id;
    transition.partnerCase = partnerCase;
  }

  // Whether the fiber, which stands before an operation that needs a partner, can have begun to
  // wait: it has no other way to go on.
  bool mayBeWaiting(const Fiber& fiber) const {
    Standing standing = standingOf(unit_, fiber);
    if (!standing.is(OpKind::Select))
      return standing.is(OpKind::Send) || standing.is(OpKind::Receive);
    return llvm::none_of(standing.instruction->cases, [&](const model::SelectCase& one) {
      return one.kind == OpKind::CaseDefault || isReady(fiber, one);
    });
  }

  // Whether the case can be taken without a partner, whatever time it is.
  bool isReady(const Fiber& fiber, const model::SelectCase& one) const {
    Datum on = valueOf(state_, fiber, one.channel);
    bool isKnown = on.isObject() && state_.object(on.object).isPrimitive &&
                   !state_.object(on.object).isEscaped;
    if (!isKnown) return false;
    if (one.kind == OpKind::CaseReceive) return hasValue(on.object);
    return primitive(on.object).closed || hasRoom(on.object);
  }

  // Whether what gives up after a while has no need to wait at all.
  bool isServedAtOnce() const {
    if (id_ == kNone) return false;
    if (standing_.is(OpKind::Send))
      return hasRoom(id_) || isAwaited(OpKind::Receive, OpKind::CaseReceive);
    if (standing_.is(OpKind::Receive))
      return hasValue(id_) || isAwaited(OpKind::Send, OpKind::CaseSend);
    return standing_.is(OpKind::Wait) && primitive().kind == ClassKind::Future &&
           primitive().closed;
  }

  // Whether another fiber has begun to wait for this one, on the same channel.
  bool isAwaited(OpKind partner, OpKind partnerCase) const {
    return llvm::any_of(state_.fibers, [&](const Fiber& other) {
      if (other.id == fiber_.id || other.phase != Phase::Waiting) return false;
      Standing standing = standingOf(unit_, other);
      if (standing.is(partner)) return objectAt(state_, other, standing) == id_;
      return standing.is(OpKind::Select) &&
             llvm::any_of(standing.instruction->cases, [&](const model::SelectCase& one) {
               Datum on = valueOf(state_, other, one.channel);
               return one.kind == partnerCase && on.isObject() && on.object == id_;
             });
    });
  }

  void sends() {
    bool tries = standing_.is(OpKind::TrySend);
    if (id_ == kNone) return addIf(tries, Transition::Fail);
    if (primitive().closed) return add(Transition::Misuse);
    if (hasRoom(id_)) return add(Transition::Proceed);
    if (primitive().buffer.empty()) withReceivers(id_, -1);
    if (tries) add(Transition::Fail);
  }

  void receives() {
    bool tries = standing_.is(OpKind::TryReceive);
    if (id_ == kNone) return addIf(tries, Transition::Fail);
    if (hasValue(id_) || mayFire(id_)) add(Transition::Proceed);
    if (tries && !hasValue(id_)) add(Transition::Fail);
  }

  void selects() {
    bool anyReady = false;
    int fallback = -1;
    const auto& cases = standing_.instruction->cases;
    for (size_t i = 0; i < cases.size(); ++i) {
      const model::SelectCase& one = cases[i];
      if (one.kind == OpKind::CaseDefault) {
        fallback = i;
        continue;
      }
      Datum on = valueOf(state_, fiber_, one.channel);
      if (on.kind == Datum::Null) continue;
      bool isKnown = on.isObject() && state_.object(on.object).isPrimitive &&
                     !state_.object(on.object).isEscaped;
      if (!isKnown) {
        push(Transition::Proceed).caseIndex = i;
        continue;
      }
      ObjectId channel = on.object;
      anyReady |= isReady(fiber_, one);
      if (one.kind == OpKind::CaseReceive) {
        if (hasValue(channel) || mayFire(channel)) push(Transition::Proceed).caseIndex = i;
      } else if (primitive(channel).closed) {
        push(Transition::Misuse).caseIndex = i;
      } else if (hasRoom(channel)) {
        push(Transition::Proceed).caseIndex = i;
      } else if (primitive(channel).buffer.empty()) {
        withReceivers(channel, i);
      }
    }
    // Who stands before an operation may not have begun to wait yet.
    if (fallback >= 0 && !anyReady) push(Transition::Fail).caseIndex = fallback;
  }

  void counts() {
    Datum by = amountOf(state_, fiber_, standing_);
    int64_t delta = by.isNumber() ? by.number : 0;
    bool adds = standing_.is(OpKind::Add) || primitive().kind == ClassKind::Semaphore;
    add(primitive().count + (adds ? delta : -delta) < 0 ? Transition::Misuse : Transition::Proceed);
  }

  // Whether a wait for it ends now.
  bool isServed(const Primitive& group) const {
    if (group.kind == ClassKind::Semaphore) return group.count > 0;
    if (group.kind == ClassKind::Future) return group.closed;
    return group.count == 0;
  }

  void waits() {
    const Primitive& group = primitive();
    if (standing_.operation->arrives && fiber_.phase == Phase::Start) return add(Transition::Wait);
    if (group.kind == ClassKind::Barrier) {
      if (fiber_.phase == Phase::Woken) add(Transition::Proceed);
      return;
    }
    if (isServed(group)) add(Transition::Proceed);
  }

  void stops() {
    ObjectId channel = primitive().linked;
    bool isOneShot = channel != kNone && primitive(channel).armed && !primitive(channel).periodic;
    add(Transition::Proceed);
    if (isOneShot) add(Transition::AlreadyFired);
  }

  bool isFree(const Primitive& lock, bool shared) const {
    bool isRecursive = lock.type != model::kNone && unit_.types[lock.type].recursive;
    if (lock.holder != kNone && !(isRecursive && lock.holder == fiber_.id)) return false;
    return shared || lock.readers.empty();
  }

  // Whether nobody holds a lock of which the model knows all.
  bool isKnownFree(ObjectId id) const {
    if (id == kNone) return false;
    const Object& object = state_.object(id);
    if (!object.isPrimitive || object.isEscaped || object.isExternal) return false;
    return object.primitive.holder == kNone && object.primitive.readers.empty();
  }

  // Another fiber than this one.
  bool hasWaitingWriter(ObjectId lock) const {
    for (const Fiber& other : state_.fibers) {
      if (other.id == fiber_.id || other.phase != Phase::Waiting) continue;
      Standing standing = standingOf(unit_, other);
      if (standing.is(OpKind::Lock) && objectAt(state_, other, standing) == lock) return true;
    }
    return false;
  }

  bool prefersWriters(const Primitive& lock) const {
    return lock.kind == ClassKind::RwMutex && lock.type != model::kNone &&
           unit_.types[lock.type].writerPreferring;
  }

  // Whether new readers can tell a writer that has begun to wait from one that has not come yet:
  // one at a time does, for the readers that are there to leave. The others wait for that writer.
  bool canAnnounce(ObjectId id) const {
    const Primitive& lock = primitive(id);
    return prefersWriters(lock) && lock.holder == kNone && !lock.readers.empty() &&
           !hasWaitingWriter(id);
  }

  void locks() {
    bool shared = standing_.is(OpKind::LockShared) || standing_.is(OpKind::TryLockShared);
    bool tries = standing_.is(OpKind::TryLock) || standing_.is(OpKind::TryLockShared);
    bool free = true, announces = false;
    for (size_t i = 0; i < standing_.instruction->operands.size(); ++i) {
      ObjectId id = objectAt(state_, fiber_, standing_, i);
      if (id == kNone) continue;
      free &= isFree(primitive(id), shared) && !hasWaitingWriter(id);
      announces |= !shared && canAnnounce(id);
    }
    if (free) return add(Transition::Proceed);
    if (tries) return add(Transition::Fail);
    if (announces && fiber_.phase == Phase::Start) add(Transition::Wait);
  }

  void unlocks() {
    const Primitive& lock = primitive();
    bool isHeld = standing_.is(OpKind::Unlock) ? lock.holder != kNone : !lock.readers.empty();
    // Who called the root may hold what was there before.
    add(isHeld || state_.object(id_).isExternal ? Transition::Proceed : Transition::Misuse);
  }

  void waitsForCondition(bool isTimed) {
    ObjectId lock = lockOfWait(state_, fiber_, standing_);
    switch (fiber_.phase) {
      case Phase::Start:
        return add(isKnownFree(lock) ? Transition::Misuse : Transition::Wait);
      case Phase::Waiting:
        if (isTimed) add(Transition::TimeOut);
        return;
      case Phase::Woken:
        if (lock == kNone || isFree(primitive(lock), false)) add(Transition::Proceed);
        return;
    }
  }

  void signals() {
    bool isHeard = false;
    for (const Fiber& other : state_.fibers) {
      if (other.phase != Phase::Waiting) continue;
      Standing standing = standingOf(unit_, other);
      if (!standing.is(OpKind::ConditionWait) || objectAt(state_, other, standing) != id_) continue;
      push(Transition::Proceed).partner = other.id;
      isHeard = true;
    }
    if (!isHeard) add(Transition::Proceed);
  }

  const model::Unit& unit_;
  const State& state_;
  const Fiber& fiber_;
  Standing standing_;
  std::vector<Transition>& out_;
  ObjectId id_ = kNone;
};

}  // namespace

void Machine::transitions(const State& state, size_t position, std::vector<Transition>& out) const {
  const Fiber& fiber = state.fibers[position];
  if (!state.ended && !hasTurn(state, fiber)) Options(unit_, state, fiber, out).list();
}

// How many of the operands, from the first, are primitives that the operation works on; the others
// are what it sends or stores.
static size_t worksOn(const Standing& standing) {
  switch (standing.kind) {
    case OpKind::Lock:
    case OpKind::TryLock:
    case OpKind::Unlock:
    case OpKind::LockShared:
    case OpKind::TryLockShared:
    case OpKind::UnlockShared:
      return standing.instruction->operands.size();
    case OpKind::ConditionWait:
      return 2;
    default:
      return 1;
  }
}

std::vector<ObjectId> Machine::touched(const State& state, const Fiber& fiber) const {
  std::vector<ObjectId> objects;
  auto add = [&](ObjectId id) {
    if (id == kNone) return;
    objects.push_back(id);
    const Primitive& primitive = state.object(id).primitive;
    if (primitive.linked != kNone) objects.push_back(primitive.linked);
    objects.insert(objects.end(), primitive.children.begin(), primitive.children.end());
  };
  if (fiber.dormant) {
    add(fiber.handle);
    return objects;
  }
  Standing standing = standingOf(unit_, fiber);
  if (!standing.instruction) return objects;
  if (standing.isAccess()) {
    Datum slot = addressOf(state, fiber, standing.instruction->operands[0]);
    if (slot.refersToObject()) objects.push_back(slot.object);
    return objects;
  }
  for (size_t i = 0; i < worksOn(standing); ++i) add(objectAt(state, fiber, standing, i));
  for (const model::SelectCase& one : standing.instruction->cases) {
    Datum on = valueOf(state, fiber, one.channel);
    if (on.isObject()) add(on.object);
  }
  return objects;
}

std::vector<FiberId> Machine::blockers(const State& state, const Fiber& fiber) const {
  if (fiber.dormant || !fiber.stopped) return {};
  Standing standing = standingOf(unit_, fiber);
  bool isShared = standing.instruction && standing.is(OpKind::LockShared);
  if (!standing.instruction || (!isShared && !standing.is(OpKind::Lock))) return {};
  std::vector<FiberId> found;
  for (size_t i = 0; i < standing.instruction->operands.size(); ++i) {
    ObjectId id = objectAt(state, fiber, standing, i);
    if (id == kNone) continue;
    const Primitive& lock = state.object(id).primitive;
    if (lock.holder != kNone) found.push_back(lock.holder);
    if (!isShared) found.insert(found.end(), lock.readers.begin(), lock.readers.end());
  }
  return found;
}

// Whether some code takes a lock only if it is free, or lets go of one that it need not hold.
bool Machine::hasTries(const model::Unit& unit) {
  return std::any_of(unit.operations.begin(), unit.operations.end(), [](const auto& operation) {
    return operation.kind == OpKind::TryLock || operation.kind == OpKind::TryLockShared ||
           (operation.timed && operation.kind == OpKind::Lock);
  });
}

// Whether some code starts a timer again.
bool Machine::hasRestarts(const model::Unit& unit) {
  return std::any_of(unit.operations.begin(), unit.operations.end(), [](const auto& operation) {
    return operation.kind == OpKind::Restart && operation.on == ClassKind::Timer;
  });
}

// Whether the transition unlocks what its fiber has not locked, as a wait on a condition does, too,
// or counts below zero.
bool Machine::releasesOther(const State& state, const Transition& transition) const {
  int position = state.positionOf(transition.fiber);
  if (position < 0 || !state.fibers[position].stopped || state.fibers[position].dormant)
    return false;
  const Fiber& fiber = state.fibers[position];
  Standing standing = standingOf(unit_, fiber);
  if (!standing.instruction) return false;
  if (standing.is(OpKind::Done) || standing.is(OpKind::Add))
    return transition.way == Transition::Misuse;
  bool waits = standing.is(OpKind::ConditionWait) && fiber.phase == Phase::Start;
  if (!waits && !standing.is(OpKind::Unlock)) return false;
  ObjectId id = waits ? lockOfWait(state, fiber, standing) : objectAt(state, fiber, standing);
  if (id == kNone || state.object(id).isExternal) return false;
  return state.object(id).primitive.holder != fiber.id;
}

// Releases: whoever waits for them cannot do anything before.
bool Machine::commutes(const State& state, const Fiber& fiber) const {
  if (fiber.dormant || releasesOfOthers) return false;
  Standing standing = standingOf(unit_, fiber);
  if (!standing.instruction) return false;
  ObjectId id = objectAt(state, fiber, standing);
  if (id == kNone) return false;
  const Primitive& primitive = state.object(id).primitive;
  switch (standing.kind) {
    case OpKind::Unlock:
      return primitive.holder == fiber.id && !hasTries_;
    case OpKind::Done:
      return primitive.kind == ClassKind::WaitGroup && primitive.count > 1;
    default:
      return false;
  }
}

}  // namespace chanvet::explore
