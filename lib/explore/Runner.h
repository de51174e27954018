// Runs the instructions of one fiber in one state. Internal to the room.
#pragma once

#include "explore/History.h"
#include "explore/Machine.h"
#include "explore/Standing.h"

namespace chanvet::explore {

class Runner {
 public:
  Runner(Machine& machine, State& state, FiberId fiber, std::vector<State>& forks)
      : machine_(machine),
        unit_(machine.unit()),
        bounds_(machine.bounds_),
        state_(state),
        id_(fiber),
        forks_(forks) {}

  // Runs until the fiber stands before an operation that others can see, is no more, or has made a
  // choice: the states in which it chose otherwise are added to the forks.
  void run();

  // What the operation before which the fiber stands does in the way of the transition.
  void perform(const Transition& transition);

  // The fiber, which has given way to one that it has started, goes on.
  void goOn() { finish({}); }

  // --- for starting
  FiberId spawnRoot(model::FunctionId root);
  // The last owner of an object is gone: its destructor runs, whoever that was.
  void destroyLater(ObjectId object, model::FunctionId destructor);
  // What initialisers do from here on is not followed: the fiber's, if it is still there, and those
  // that come after it.
  void leaveInitializers();

 private:
  // --- Instructions.cpp
  void step();
  void cut(Bound bound);
  void runInstruction(const model::Instruction& instruction);
  bool isRacing(const model::Instruction& instruction);
  bool isSeenByOthers(const model::Instruction& spawn);
  bool holdsLock() const;
  void access(const model::Instruction& instruction);
  void runTerminator(const model::Block& block);
  void compareExchange(Datum slot, Datum expected, Datum desired);
  void choose(model::Location location, Datum condition, Datum yes, Datum no);
  void branch(const model::Block& block);
  void switchOn(const model::Block& block);
  void jump(model::BlockId block);
  void finish(Datum result);
  bool isVisible(const model::Instruction& instruction);
  void stop();

  // --- Memory.cpp
  Datum eval(const model::Value& value);
  Datum load(Datum address);
  Datum lost();
  bool isLost(Datum datum) const;
  void store(Datum address, Datum value);
  Datum field(Datum object, model::SymbolId symbol);
  std::optional<Datum> partOfEntry(Datum of, model::SymbolId symbol) const;
  Datum anyElement(ObjectId container);
  std::optional<int64_t> indexOfKey(ObjectId container, Datum key) const;
  std::optional<int64_t> placeOf(ObjectId container, const model::Instruction& instruction);
  Datum element(const model::Instruction& instruction);
  Datum append(const model::Instruction& instruction);
  Datum remove(const model::Instruction& instruction);
  Datum next(const model::Instruction& instruction);
  Datum entry(ObjectId container, const model::Instruction& instruction);
  static bool isExact(Datum key);
  bool hasVagueKey(ObjectId container) const;
  void resize(const model::Instruction& instruction);
  void resizeToUnknown(ObjectId container, Datum count, Datum fill);
  void settleSize(ObjectId container);
  bool isVague(ObjectId container) const;
  void empty(ObjectId container);
  Datum sizeOf(Datum container);
  void copy(Datum to, Datum from);
  std::optional<ObjectId> objectOf(Datum datum);  // follows slots, makes what unknowns lead to
  ObjectId materialize(UnknownId id);
  Datum make(const model::Instruction& instruction);
  ObjectId makePrimitive(model::TypeId type, model::ClassKind kind, model::Location location);
  int64_t capacityOf(const model::Type& type, const std::vector<Datum>& operands) const;
  void escape(Datum datum);
  void escapeObject(ObjectId id);
  void letOut(model::FunctionId function);
  void forget(Datum datum);

  // --- Observation.cpp: what the history of the machine hears of
  void observe(const model::Instruction& instruction);
  void observe(const Standing& standing, const Transition& transition);
  void observeMessage(const Standing& standing, const Transition& transition);
  void observeLocks(const Standing& standing, const Transition& transition);
  void observeHeld(model::OpKind kind, ObjectId lock);
  void observeUnseen(const model::Instruction& operation);
  void observeEscape(ObjectId object);
  void observeReach(const Fiber& spawned);
  void observeCondition(const Standing& standing, const Transition& transition);
  void observeSelect(const Standing& standing, const Transition& transition);
  void observeSlot(Datum address, bool writes);
  void observeShape(ObjectId container, bool writes);
  void observeContainer(const model::Instruction& instruction);
  void observeCopy(Datum to, Datum from);
  void observeUnseen(const model::Instruction& call, const std::vector<Datum>& arguments);
  bool addsElement(ObjectId container, const model::Instruction& instruction);
  void ignoreParts(ObjectId object);
  MemoryAccess accessHere(bool writes);
  void observeLook(Datum address, Datum value);
  bool restsOnOutdatedLook(const model::Instruction& store, const MemorySlot& slot);
  void observeAtomic(const model::Instruction& instruction, Datum address);
  void noteAccess(ObjectId object, int64_t key, bool writes);
  void release(ObjectId object);

  // --- Conditions.cpp
  Datum compute(Datum left, model::Arithmetic arithmetic, Datum right);
  std::optional<llvm::StringRef> literalOf(Datum text) const;
  bool isNotEmpty(const Knowledge& text) const;
  Datum partOfText(Datum text, int64_t part);
  Datum lengthOf(Datum text);
  Datum character(Datum text, Datum index);
  Datum compareText(Datum left, model::Relation relation, Datum text);
  Datum compareInputs(Datum left, model::Relation relation, Datum right);
  Datum computeOfInputs(Datum left, model::Arithmetic arithmetic, Datum right);
  Datum derive(const Origin& origin);
  std::optional<UnknownId> computedFrom(const Origin& origin) const;
  std::set<UnknownId> sourcesOf(UnknownId id) const;
  bool areIndependent(UnknownId a, UnknownId b) const;
  Datum compare(Datum left, model::Relation relation, Datum right);
  Datum negate(Datum datum);
  std::optional<int64_t> exactly(Datum number) const;
  std::optional<bool> truth(Datum datum) const;
  std::optional<bool> decide(const Datum& test) const;
  static void assume(State& state, Datum condition, bool holds);
  static void entangle(State& state, UnknownId id);

  // --- Calls.cpp
  void call(const model::Instruction& instruction);
  bool isDetermined(const std::vector<Datum>& arguments);
  void enter(model::FunctionId function, std::vector<Datum> arguments, ObjectId once = kNone);
  struct Target {
    model::FunctionId function = model::kNone;  // kNone: not seen
    std::vector<Datum> arguments;
  };
  Target resolve(const model::Callee& callee, std::vector<Datum> arguments);
  Datum isOfClass(Datum of, model::SymbolId wanted);
  Target resolveCallable(Datum callable, std::vector<Datum> arguments);
  model::FunctionId dispatch(model::FunctionId method, Datum receiver);
  void leave(Datum result);
  void failGroup(Datum result);
  void destroyGlobals();
  void startThrow(llvm::ArrayRef<model::SymbolId> types, const model::Instruction* misuse);
  void unwindTo(model::BlockId block);
  void throwFrom(const model::Instruction& instruction, bool panicked);
  void unwindFrame();
  void dispatchException(const model::Terminator& terminator);
  void spawn(const model::Instruction& instruction);
  FiberId addFiber(Target target, model::Location location);
  void endFiber();
  void endProgram();

  // --- Quiet.cpp: operations that no schedule depends on
  bool isRunning(ObjectId handle) const;
  void runInvisible(const model::Instruction& instruction);
  Datum makeContext(model::Location location, Datum parent, bool timed);
  Datum query(const model::Operation& operation, Datum object);
  Datum capacity(const Primitive& channel);
  Datum afterFunc(const model::Instruction& instruction);
  void startTask(ObjectId timer);
  void breakPromise(ObjectId promise);
  void giveWay();

  // --- Effects.cpp
  void operate(const Standing& standing, const Transition& transition);
  void performChannel(const Transition& transition);
  void performSelect(const Transition& transition);
  void performGroup(const Transition& transition);
  void performGet(const Transition& transition);
  void performLock(const Transition& transition);
  void performCondition(const Transition& transition);
  void performTimer(const Transition& transition);
  void callOnce(const model::Instruction& instruction);
  void misuse(const model::Operation& operation);
  void rendezvous(Datum sent, const Transition& transition);
  void give(const model::SelectCase& chosen, Datum value);
  Datum takeFrom(ObjectId channel);
  enum class Outcome { Worked, Failed, Closed, TimedOut };
  static Outcome outcomeOf(const Transition& transition);
  Datum received(const model::Instruction& instruction, Datum payload);
  Datum notReceived(const model::Instruction& instruction, Outcome why);
  Datum status(const model::Operation& operation, Outcome outcome);
  void arrive(const Standing& standing);
  void cancel(ObjectId context);

  // Where the fiber is among those of the state; -1: it is no more.
  int position() const {
    bool isKnown = position_ >= 0 && position_ < static_cast<int>(state_.fibers.size()) &&
                   state_.fibers[position_].id == id_;
    return isKnown ? position_ : position_ = state_.positionOf(id_);
  }
  Fiber& fiber() { return state_.fibers[position()]; }
  Frame& frame() { return fiber().frames.back(); }
  bool isAlive() const { return position() >= 0; }

  // --- the witness
  void record(Event::Kind kind, model::Location location, int64_t detail = 0);
  model::Location callLocation();
  void recordEnd(const Fiber& ended);
  void recordPartner(const Transition& transition);  // of the last event
  void recordOutcome(size_t firstEvent);             // of the events from there on

  Machine& machine_;
  const model::Unit& unit_;
  const Bounds& bounds_;
  State& state_;
  FiberId id_;
  mutable int position_ = -1;  // where the fiber was when it was last asked for
  std::vector<State>& forks_;
};

}  // namespace chanvet::explore
