// Runs the model: what a fiber can do next, and the states that follow.
//
// A fiber runs by itself until it stands before an operation that another fiber can see: that is
// where schedules differ. A transition is one such operation (two fibers take part in a rendezvous)
// and all that its fibers do after it until they stand again. Where the model does not say which
// way a branch goes, both ways are states of their own, in which the fiber is still running: it
// resumes before anything else happens.
#pragma once

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "explore/Facts.h"
#include "explore/LetOut.h"
#include "explore/State.h"

namespace chanvet::explore {

// What one fiber can do next. The order in which transitions are listed is part of the result.
struct Transition {
  FiberId fiber = kNone;
  FiberId partner = kNone;  // who receives what `fiber` sends, or wakes
  int caseIndex = -1;       // of the select that `fiber` stands before
  int partnerCase = -1;
  enum Way : uint8_t {
    Proceed,       // the operation does what it is for
    Fail,          // a try that finds nothing, a default case
    Wait,          // begins to wait
    Misuse,        // what the library does when the operation is not allowed
    TimeOut,       // a bounded wait ends without its event
    AlreadyFired,  // the timer that is stopped, or the deadline that is asked about, has passed
    Resume,        // goes on after a choice
    Bury,          // `buried`, which never go on, are taken out
  } way = Proceed;
  std::vector<FiberId> buried;
  friend bool operator==(const Transition&, const Transition&) = default;
};

struct Bounds {
  unsigned turns = 3;  // of a loop whose count is not known
  unsigned callDepth = 24;
  unsigned fibers = 24;
  unsigned heldBack = 72;  // more fibers, which never begin
  unsigned stepsBetweenStops = 20000;
  unsigned initialMoves = 1000;  // operations of initialisers
};

class Acts;
class ChangingSlots;
class Destructors;
class History;
class Liveness;

class Machine {
 public:
  // `facts`: those of the unit. Both outlive the machine.
  Machine(const model::Unit& unit, const UnitFacts& facts, const Bounds& bounds);
  ~Machine();

  // The states in which the program begins when it runs `root`.
  std::vector<State> start(model::FunctionId root);
  // The fiber that has to resume before others do anything; kNone when all are stopped.
  static FiberId running(const State& state);
  // What the fiber at `position` can do in a state in which every fiber is stopped.
  void transitions(const State& state, size_t position, std::vector<Transition>& out) const;
  // The states after a transition; more than one where the model leaves a choice.
  std::vector<State> apply(const State& state, const Transition& transition);

  // Another fiber of the same thread that has just been started and runs before this one, until it
  // waits; null: there is none.
  const Fiber* hasTurn(const State& state, const Fiber& fiber) const;

  // The objects that the next operation of a fiber works on.
  std::vector<ObjectId> touched(const State& state, const Fiber& fiber) const;
  // Who has to release a lock before the fiber, which stands before taking it, can go on; nobody,
  // where the fiber waits for something else or gives up after a while.
  std::vector<FiberId> blockers(const State& state, const Fiber& fiber) const;
  // Whether nothing that other fibers do before it can depend on the fiber's next operation. Holds
  // as long as releasesOfOthers does not change.
  bool commutes(const State& state, const Fiber& fiber) const;
  // The objects a fiber can work on from here on, as a set over State's objects.
  llvm::BitVector reachable(const State& state, const Fiber& fiber) const;
  // Whether a fiber other than that one can.
  bool canOthersReach(const State& state, FiberId fiber, ObjectId object) const;
  bool holdsLock(const State& state, FiberId fiber) const;

  // Objects that nothing leads to any more die first, each in a fiber of its own; promises break.
  State::Canonical canonicalize(State& state);

  // What code outside gives the program: its input, when it is a whole program; else what a caller
  // that is not seen has made sure of.
  Datum given(State& state) const;

  const model::Unit& unit() const { return unit_; }
  const Bounds& bounds() const { return bounds_; }
  bool startsFibers() const { return facts_.startsFibers; }

  // Whether events are kept in the states.
  bool recording = false;
  // Hears of what fibers do to memory, and of what orders it, if there is one.
  History* history = nullptr;
  uint64_t steps = 0;       // instructions run so far
  llvm::BitVector entered;  // the functions that were run
  LetOut letOut;
  // How many of its instructions were, from the first, by function and block. Of a function that
  // was not entered: nothing.
  std::vector<std::vector<uint32_t>> ran;
  // Whether a fiber was seen to release what it did not hold. Then the order of releases matters.
  bool releasesOfOthers = false;
  // Whether a bound was reached before globals had all that they start with.
  bool haveInitializersBroken = false;
  // The operations on what the model does not know: nothing is said about them.
  std::set<const model::Instruction*> unjudged;

 private:
  friend class Runner;

  bool releasesOther(const State& state, const Transition& transition) const;
  static bool hasTries(const model::Unit& unit);
  static bool hasRestarts(const model::Unit& unit);
  State begin();
  void runInitializers(State& state);
  // Begins nothing after the step `lastStep`. `moves`: operations of initialisers so far.
  void runInitializer(State& state, model::FunctionId initializer, uint64_t lastStep,
                      unsigned& moves);
  std::vector<State> settle(State state);
  bool resumeSpawners(State& state);
  void beginToWait(Fiber& fiber) const;
  bool givesWay(const Fiber& fiber) const;
  const Fiber* gaveWayTo(const State& state, const Fiber& fiber) const;
  bool canGoOn(const State& state, const Fiber& fiber) const;

  const model::Unit& unit_;
  const UnitFacts& facts_;
  Bounds bounds_;
  std::unique_ptr<Liveness> liveness_;
  std::unique_ptr<Destructors> destructors_;
  bool hasTries_ = false;
  bool hasRestarts_ = false;                     // of timers
  bool isProgram_ = true;                        // the root is main
  std::optional<std::pair<bool, State>> begun_;  // with isProgram_ as it was
  std::unique_ptr<ChangingSlots> changing_;
  std::unique_ptr<Acts> acts_;
};

}  // namespace chanvet::explore
