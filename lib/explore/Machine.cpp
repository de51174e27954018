#include "explore/Machine.h"

#include <algorithm>

#include <llvm/ADT/STLExtras.h>
#include <llvm/ADT/SmallVector.h>

#include "explore/Acts.h"
#include "explore/Content.h"
#include "explore/Destructors.h"
#include "explore/History.h"
#include "explore/Liveness.h"
#include "explore/Races.h"
#include "explore/Runner.h"
#include "explore/Standing.h"

namespace chanvet::explore {

Machine::Machine(const model::Unit& unit, const UnitFacts& facts, const Bounds& bounds)
    : entered(unit.functions.size()),
      letOut(unit),
      ran(unit.functions.size()),
      unit_(unit),
      facts_(facts),
      bounds_(bounds),
      liveness_(std::make_unique<Liveness>(unit)),
      destructors_(std::make_unique<Destructors>(unit, facts)),
      hasTries_(hasTries(unit)),
      hasRestarts_(hasRestarts(unit)),
      changing_(std::make_unique<ChangingSlots>(unit, facts)),
      acts_(std::make_unique<Acts>(unit)) {}

Machine::~Machine() = default;

FiberId Machine::running(const State& state) {
  if (state.ended) return kNone;
  for (const Fiber& fiber : state.fibers)
    if (!fiber.stopped) return fiber.id;
  return kNone;
}

// Runs what can run by itself up to the first choice.
std::vector<State> Machine::settle(State state) {
  std::vector<State> settled;
  do {
    for (FiberId at = running(state); at != kNone && settled.empty(); at = running(state))
      Runner(*this, state, at, settled).run();
  } while (settled.empty() && resumeSpawners(state));
  settled.push_back(std::move(state));
  for (State& one : settled) resumeSpawners(one);
  return settled;
}

// Those who have given way to a fiber that they have started go on when that one has ended, or
// stands where it has to wait. Whether any does.
bool Machine::resumeSpawners(State& state) {
  if (state.ended || running(state) != kNone) return false;
  std::vector<FiberId> resumed, waiting;
  for (const Fiber& fiber : state.fibers) {
    if (!givesWay(fiber)) continue;
    const Fiber* first = gaveWayTo(state, fiber);
    if (first && canGoOn(state, *first)) continue;
    if (first) waiting.push_back(first->id);
    resumed.push_back(fiber.id);
  }
  for (FiberId id : waiting) beginToWait(state.fibers[state.positionOf(id)]);
  std::vector<State> forks;
  for (FiberId id : resumed) Runner(*this, state, id, forks).goOn();
  return !resumed.empty();
}

// Who stands before a channel usually may have come there or not yet; this one has.
void Machine::beginToWait(Fiber& fiber) const {
  Standing standing = standingOf(unit_, fiber);
  bool isOnChannel = standing.is(model::OpKind::Send) || standing.is(model::OpKind::Receive) ||
                     standing.is(model::OpKind::Select);
  if (isOnChannel) fiber.phase = Phase::Waiting;
}

// Whether the fiber has given way to one that it has started.
bool Machine::givesWay(const Fiber& fiber) const {
  if (!fiber.stopped || fiber.dormant) return false;
  Standing standing = standingOf(unit_, fiber);
  return standing.instruction && standing.is(model::OpKind::Yield);
}

// The one that the fiber has given way to, or that has done so in its turn; null: it has ended.
const Fiber* Machine::gaveWayTo(const State& state, const Fiber& fiber) const {
  const Fiber* at = &fiber;
  while (at && givesWay(*at)) {
    ObjectId handle = objectAt(state, *at, standingOf(unit_, *at));
    auto started = llvm::find_if(state.fibers, [&](const Fiber& other) {
      return other.handle == handle && other.id != at->id;
    });
    at = started == state.fibers.end() ? nullptr : &*started;
  }
  return at;
}

const Fiber* Machine::hasTurn(const State& state, const Fiber& fiber) const {
  if (fiber.dormant) return nullptr;
  for (const Fiber& other : state.fibers)
    if (other.thread == fiber.thread && givesWay(other))
      if (const Fiber* first = gaveWayTo(state, other); first && first->id != fiber.id)
        return first;
  return nullptr;
}

// Whether the fiber can go on without time going by.
bool Machine::canGoOn(const State& state, const Fiber& fiber) const {
  std::vector<Transition> ways;
  transitions(state, state.positionOf(fiber.id), ways);
  return llvm::any_of(ways, [](const Transition& way) { return way.way != Transition::TimeOut; });
}

// What globals start with. A choice on the way is taken one way: it hardly concerns handles.
void Machine::runInitializers(State& state) {
  std::vector<State> forks;
  unsigned moves = 0;
  const uint64_t lastStep = steps + bounds_.stepsBetweenStops;
  for (model::FunctionId initializer : unit_.startup()) {
    if (state.ended) break;
    if (steps > lastStep) return Runner(*this, state, kNone, forks).leaveInitializers();
    runInitializer(state, initializer, lastStep, moves);
    // Fibers that it has started keep their numbers.
    state.nextFiber = 0;
    for (const Fiber& fiber : state.fibers)
      state.nextFiber = std::max(state.nextFiber, fiber.id + 1);
  }
}

void Machine::runInitializer(State& state, model::FunctionId initializer, uint64_t lastStep,
                             unsigned& moves) {
  std::vector<State> forks;
  FiberId id = Runner(*this, state, state.nextFiber, forks).spawnRoot(initializer);
  std::vector<Transition> ways;
  bool waits = false;
  // Each choice ends a run, so that the bound of one run does not bound all of them.
  for (; state.positionOf(id) >= 0 && !state.ended && steps <= lastStep; ++moves) {
    forks.clear();
    Runner(*this, state, id, forks).run();
    int position = state.positionOf(id);
    if (position < 0 || !state.fibers[position].stopped) continue;
    ways.clear();
    transitions(state, position, ways);
    waits = ways.empty();
    if (waits || moves >= bounds_.initialMoves) break;
    Runner(*this, state, id, forks).perform(ways.front());
  }
  const bool isBroken = state.positionOf(id) >= 0 && !waits && !state.killer;
  if (isBroken) Runner(*this, state, id, forks).leaveInitializers();
  std::erase_if(state.fibers, [&](const Fiber& fiber) { return fiber.id == id; });
  state.isGuess = false;
  state.cut = Bound::None;
  state.ended = state.killer;
}

// What all roots find, until somebody wants to know how it came about.
State Machine::begin() {
  const bool isWatched = recording || history;
  if (!isWatched && begun_ && begun_->first == isProgram_) return begun_->second;
  State state;
  Object globals;
  globals.isEscaped = !isProgram_;
  state.globals = state.add(std::move(globals));
  runInitializers(state);
  if (!isWatched) begun_.emplace(isProgram_, state);
  return state;
}

std::vector<State> Machine::start(model::FunctionId root) {
  std::vector<State> forks;
  isProgram_ = unit_.functions[root].isMain;
  State state = begin();
  if (state.ended) return {std::move(state)};
  state.nextFiber = 0;
  FiberId first = Runner(*this, state, state.nextFiber, forks).spawnRoot(root);
  if (history) history->begin(first);
  // Fibers that initialisers have started keep their numbers.
  for (const Fiber& fiber : state.fibers) state.nextFiber = std::max(state.nextFiber, fiber.id + 1);
  // Any argument can come.
  ObjectId locals = state.fibers[state.positionOf(first)].frames[0].locals;
  for (model::LocalId i = 0; i < unit_.functions[root].parameters; ++i)
    state.write(locals).set(i, given(state));
  return settle(std::move(state));
}

Datum Machine::given(State& state) const {
  Datum datum = state.freshUnknown();
  if (!isProgram_) state.know(datum.object).isAssumed = true;
  return datum;
}

std::vector<State> Machine::apply(const State& before, const Transition& transition) {
  std::vector<State> forks;
  releasesOfOthers |= releasesOther(before, transition);
  State state = before;
  state.isGuess = false;
  if (transition.way == Transition::Bury) {
    std::erase_if(state.fibers, [&](const Fiber& fiber) {
      return llvm::is_contained(transition.buried, fiber.id);
    });
    return settle(std::move(state));
  }
  if (transition.way != Transition::Resume)
    Runner(*this, state, transition.fiber, forks).perform(transition);
  return settle(std::move(state));
}

State::Canonical Machine::canonicalize(State& state) {
  auto live = [&](const Frame& frame, bool isTop) -> const llvm::BitVector& {
    // A caller goes on after its call; the call's own operands have been read.
    return liveness_->before(frame.function, frame.block, isTop ? frame.next : frame.next + 1);
  };
  auto hasDestructor = [&](const Object& object) {
    return !object.constructors.empty() && destructors_->of(object.constructors[0]) != model::kNone;
  };
  for (;;) {
    State::Canonical canonical = state.canonicalize(live, hasDestructor);
    if (history) history->prune(state);
    bool isDone = canonical.dying.empty() && canonical.broken.empty();
    if (isDone || state.ended) return canonical;
    for (ObjectId future : canonical.broken) {
      Primitive& broken = state.write(future).primitive;
      broken.closed = broken.broken = true;
    }
    for (ObjectId id : canonical.dying) {
      std::vector<State> forks;
      model::FunctionId constructor = state.object(id).constructors[0];
      state.write(id).isDestroyed = true;
      Runner(*this, state, kNone, forks).destroyLater(id, destructors_->of(constructor));
    }
  }
}

bool Machine::holdsLock(const State& state, FiberId fiber) const {
  for (ObjectId id = 0; id < state.objectCount(); ++id) {
    const Object* object = state.find(id);
    if (!object || !object->isPrimitive) continue;
    const Primitive& lock = object->primitive;
    bool isLock = lock.kind == model::ClassKind::Mutex || lock.kind == model::ClassKind::RwMutex;
    if (!isLock) continue;
    if (lock.holder == fiber) return true;
    if (std::find(lock.readers.begin(), lock.readers.end(), fiber) != lock.readers.end())
      return true;
  }
  return false;
}

namespace {

class Reach {
 public:
  Reach(const State& state) : state_(state), seen_(state.objectCount()) {}

  void add(ObjectId id) {
    if (id == kNone || seen_[id]) return;
    seen_.set(id);
    work_.push_back(id);
  }
  void add(const Datum& datum) {
    if (datum.refersToObject()) add(datum.object);
    if (datum.kind == Datum::Unknown) addUnknown(datum.object);
  }
  void add(const Fiber& fiber) {
    add(fiber.handle);
    add(fiber.counter);
    for (const Frame& frame : fiber.frames) {
      add(frame.locals);
      add(frame.once);
      for (const Datum& datum : frame.registers) add(datum);
    }
  }
  llvm::BitVector close() {
    while (!work_.empty()) addNext();
    return std::move(seen_);
  }
  bool leadsTo(ObjectId object) {
    while (!work_.empty() && !seen_[object]) addNext();
    return seen_[object];
  }

 private:
  void addNext() {
    const Content& content = contentOf(state_.object(work_.pop_back_val()));
    for (const Reference& reference : content.references) {
      if (reference.kind == Reference::Object) add(reference.id);
      if (reference.kind == Reference::Unknown) addUnknown(reference.id);
    }
  }
  void addUnknown(UnknownId id) {
    if (const Knowledge* known = state_.known(id)) add(known->object);
  }

  const State& state_;
  llvm::BitVector seen_;
  llvm::SmallVector<ObjectId, 64> work_;
};

}  // namespace

llvm::BitVector Machine::reachable(const State& state, const Fiber& fiber) const {
  Reach reach(state);
  reach.add(state.globals);
  reach.add(fiber);
  return reach.close();
}

bool Machine::canOthersReach(const State& state, FiberId fiber, ObjectId object) const {
  Reach reach(state);
  reach.add(state.globals);
  for (const Fiber& other : state.fibers)
    if (other.id != fiber) reach.add(other);
  return reach.leadsTo(object);
}

}  // namespace chanvet::explore
