// The path engine: follows the paths of a function through its calls, and tells observers what each
// path does to which primitive, in order.
//
// A path is a run of the model with unknown inputs. Calls whose body is seen and matters are
// followed into it; other calls are opaque. Decisions on unknown values fork the path and are
// remembered, so that two tests of one value agree. A loop is followed for a few turns, with its
// counters unknown from then on. Paths that meet in equal states are followed once. The search ends
// after a budget of steps; what was found until then stands.
//
// A spawned body is followed as a fiber of its own from the state at the spawn (which
// happens-before it); its effects reach the spawner only as far as every run of it has them.
//
// The design is that of the exploded graph (Reps, Horwitz, Sagiv: Precise Interprocedural Dataflow
// Analysis via Graph Reachability; Xu, Kremenek, Zhang: A Memory Model for Static Analysis of C
// Programs) with calls followed instead of summarized; Summaries.h says which are worth it.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <utility>

#include "finding/Finding.h"
#include "flow/Domain.h"
#include "flow/Graph.h"
#include "flow/Summaries.h"

namespace chanvet::flow {

class PathFollower;
struct PathState;
struct Step;

// The state of one primitive in the eyes of one observer, and the step that led to it.
struct Mark {
  int state = 0;
  uint32_t step = model::kNone;
  // The fiber had not waited for anything, nor slept, nor decided on anything unknown.
  bool early = false;
};

// An operation on a primitive, as a path meets it.
struct Event {
  model::OpKind kind = model::OpKind::Ignore;
  const model::Operation* operation = nullptr;  // null for a select case's own part
  const model::Instruction* instruction = nullptr;
  model::FunctionId function = model::kNone;
  EntityId entity = 0;
  model::OnMisuse onMisuse = model::OnMisuse::Unknown;
  model::TypeId type = model::kNone;
  Place place;
  Place spawned = {};          // of an operation of another fiber: where that was spawned
  bool isConditional = false;  // its fiber decided on something unknown before
};

// A local that a fiber refers to, which may still be running, goes away or changes.
struct Borrow {
  enum Breach {
    Changes,
    Ends,
    Grows,    // a container that moves its elements then; one of them is referred to
    Empties,  // a container, likewise
  };
  std::string name;
  std::string reference;  // of what refers to it: the capture; empty: an argument of the fiber
  bool isLoopVariable = false;
  Breach how = Changes;
  Place captured;  // where the reference is taken
  Place closure;   // the closure that holds it; invalid when there is none
  Place spawned;
  Place declared;
  bool mayBeOver = false;  // the spawner has done since what may have been waiting for the fiber
  model::FunctionId owner = model::kNone;     // whose local it is
  model::SymbolId field = model::kNone;       // the capture
  model::FunctionId function = model::kNone;  // what the closure runs
};

enum class PathEnd { Return, Throw, Panic };

// What an observer sees and may change while it is called. Valid during the call only.
class PathContext {
 public:
  PathContext(PathFollower& follower, PathState& state, size_t observer)
      : follower_(follower), state_(state), observer_(observer) {}

  const model::Unit& unit() const;
  // The name of a primitive for messages: of the variable or field it is in. May be empty.
  std::string name(EntityId entity) const;
  // Where a primitive is made; invalid when it comes from outside.
  Place made(EntityId entity) const;
  // The type of a primitive that was made on this path; null otherwise.
  const model::Type* type(EntityId entity) const;

  std::optional<Mark> mark(EntityId entity) const;
  void setMark(EntityId entity, int state);
  // All primitives that this observer has marked, in order of their ids.
  std::vector<std::pair<EntityId, Mark>> marks() const;
  void clearMark(EntityId entity);
  // Takes over the mark that a fiber left.
  void adopt(EntityId entity, const Mark& mark);

  // The place of the step that set a mark.
  Place place(const Mark& mark) const;
  // What the fiber that set a mark is to the one that runs now: true when it is another one.
  bool isOtherFiber(const Mark& mark) const;

  // What fibers spawned on this path may still do, with nothing that orders it with what follows.
  std::vector<Event> unordered() const;

  // Whether code that is not seen, another fiber, or an object that outlives the path can reach it.
  bool escapes(EntityId entity) const;
  // All that can be reached so.
  const std::set<EntityId>& escaped() const;
  // The entity, and what came from outside that it is reached through: the object whose member it
  // is, the parameter that leads there.
  std::set<EntityId> holders(EntityId entity) const;
  // Whether a member of an object holds it.
  bool isInMember(EntityId entity) const;
  // The closures of this path that do an operation of this kind to a primitive they captured.
  std::vector<EntityId> closuresOver(EntityId primitive, model::OpKind kind) const;
  // Whether this path rests on a decision that real runs may not be able to take.
  bool isDoubtful() const;
  // Whether an exception is on its way that a called function has thrown.
  bool isThrownByCallee() const;
  // Whether the path is that of a spawned fiber, not of the function's caller.
  bool inFiber() const;
  const model::Function& root() const;
  Place here() const;

  // The steps of the path so far that concern one of `entities`: its operations, the decisions and
  // calls on the way.
  std::vector<TraceStep> trace(std::vector<EntityId> entities) const;

 private:
  std::string message(const Step& step) const;
  void nameFibers(std::vector<TraceStep>& steps, const std::vector<uint32_t>& fibers) const;

  PathFollower& follower_;
  PathState& state_;
  size_t observer_;
};

class PathObserver {
 public:
  virtual ~PathObserver() = default;

  // Whether paths are to start in this function although it works on no primitive.
  virtual bool startsIn(model::FunctionId) const { return false; }
  // A primitive comes to be. Marks of an earlier one made at the same place are gone.
  virtual void onMake(PathContext&, EntityId) {}
  // An operation is about to run. Select cases come as Send and Receive, what makes a context or a
  // timer besides doing something else (MakeContext, AfterFunc) as an operation on what is new.
  virtual void onOperation(PathContext&, const Event&) {}
  // The fiber is about to sleep or to let others run, which is no operation on a primitive.
  virtual void onPause(PathContext&, const Event&) {}
  // Every run of a fiber that was just spawned gives the primitive this mark, without waiting for
  // anything else first.
  virtual void onFiberMarks(PathContext&, EntityId, const Mark&) {}
  // A fiber that was just spawned does this operation without waiting for anything first, and
  // nothing the spawner did since the spawn orders the two.
  virtual void onUnorderedOperation(PathContext&, const Event& /*inFiber*/, const Event& /*now*/) {}
  // A local ends, changes, grows or is emptied while a fiber that refers to it may run: nothing was
  // waited for since the spawn.
  virtual void onBorrowBroken(PathContext&, const Borrow&) {}
  // A new fiber has a handle.
  virtual void onSpawn(PathContext&, EntityId /*handle*/) {}
  // The destructor of a primitive that this observer has marked; `type` says what it does.
  virtual void onDestroy(PathContext&, EntityId, const model::Type& /*type*/) {}
  // A slot that holds a primitive which this observer has marked takes over another one.
  virtual void onReplaced(PathContext&, EntityId) {}
  // Code that is not seen is called, or a fiber started, and can get at a primitive that this
  // observer has marked.
  virtual void onHandedOver(PathContext&, EntityId) {}
  // The function that the paths started in is left.
  virtual void onEnd(PathContext&, PathEnd) {}
  // All functions of the unit have been followed.
  virtual void onDone() {}
};

// Facts shared by all runs of the engine over a unit.
struct UnitFacts {
  explicit UnitFacts(const model::Unit& unit);
  const model::Unit& unit;
  std::vector<Summary> summaries;
  const Graph& graph(model::FunctionId id) const;
  // Whether the innermost loop around a block waits for fibers: joins, gets, waits. Maybe: it calls
  // what is not seen.
  enum class Waits : uint8_t { No, Maybe, Yes };
  Waits loopWaits(model::FunctionId id, BlockId block) const;

 private:
  Waits waits(model::FunctionId id, const Loop& loop) const;

  mutable std::vector<std::unique_ptr<Graph>> graphs_;
  mutable std::map<std::pair<model::FunctionId, BlockId>, Waits> loopWaits_;  // by head
};

struct Budget {
  unsigned steps = 60000;  // instructions followed for one root
  unsigned depth = 12;     // calls within calls
};

struct Followed {
  unsigned steps = 0;   // instructions
  bool isWhole = true;  // the budget did not run out
};

// Follows the paths of `root`.
Followed followPaths(const UnitFacts& facts, model::FunctionId root,
                     const std::vector<PathObserver*>& observers, const Budget& budget);

}  // namespace chanvet::flow
