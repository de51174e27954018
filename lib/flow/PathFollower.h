// Follows the paths of one root. Private to the path engine; PathEngine.h says what it does.
//
// The class is what moves a path on: it takes a state, runs instructions on it and forks it. What a
// path holds and knows, and what all paths share, are the smaller parts it is made of:
// PathState (one path), PathEntities, PathMemory, PathKnowledge, PathBorrows and PathTrail.
#pragma once

#include <map>
#include <set>
#include <vector>

#include <llvm/ADT/DenseSet.h>
#include <llvm/ADT/STLFunctionalExtras.h>

#include "flow/PathBorrows.h"
#include "flow/PathEntities.h"
#include "flow/PathKnowledge.h"
#include "flow/PathMemory.h"
#include "flow/PathState.h"
#include "flow/PathTrail.h"

namespace chanvet::flow {

class PathFollower {
 public:
  PathFollower(const UnitFacts& facts, model::FunctionId root,
               const std::vector<PathObserver*>& observers, const Budget& budget);

  Followed run();

 private:
  friend class PathContext;

  // A call or spawn, and the calls around it.
  struct Context {
    uint32_t caller = 0;
    model::FunctionId function = model::kNone;
    BlockId block = 0;
    uint32_t index = 0;
    friend auto operator<=>(const Context&, const Context&) = default;
  };

  using Marks = FlatMap<std::pair<uint32_t, EntityId>, Mark>;

  // What all runs of a spawned fiber have in common.
  struct FiberResult {
    std::vector<Unordered> unordered;
    Marks marks;  // that every run ends with
    std::set<Slot> written;
  };

  // The search through the paths of one fiber.
  struct Search {
    std::vector<PathState> work = {};
    llvm::DenseSet<uint64_t> seen = {};           // states at starts of blocks
    std::vector<PathState>* ends = nullptr;       // null: of the outermost fiber
    std::vector<Unordered>* unordered = nullptr;  // operations before the fiber waits; may be null
  };

  // PathEngine.cpp: the search, and how a path forks.

  // Follows all paths from a state. Paths of the outermost fiber end at observers, those of a
  // spawned one in `ends`.
  void explore(PathState start, std::vector<PathState>* ends = nullptr,
               std::vector<Unordered>* unordered = nullptr);
  void follow(PathState state);
  bool enterBlock(PathState& state);
  void go(PathState& state, BlockId block);
  bool decide(PathState& state, const Abstract& value, bool isLoopDecision,
              const model::Location& location, llvm::function_ref<void(PathState&, bool)> then);
  bool take(PathState& state, const Abstract& value, bool direction, bool isLoopDecision,
            const model::Location& location);
  // Calls each observer in turn.
  void tell(PathState& state, llvm::function_ref<void(PathObserver&, PathContext&)> what);
  // Calls the observers that have marked the entity.
  void tellMarked(PathState& state, EntityId entity,
                  llvm::function_ref<void(PathObserver&, PathContext&)> what);

  // PathSteps.cpp: the instructions of a path. False ends the path.

  bool step(PathState& state, const model::Instruction& instruction);
  void loadSlot(PathState& state, const model::Instruction& instruction);
  void storeSlot(PathState& state, const model::Instruction& instruction);
  bool isMoveAssignment(const PathState& state) const;
  void replace(PathState& state, const Abstract& address);
  void storeTo(PathState& state, const Abstract& address, const model::Value& operand,
               const model::Location& location);
  void make(PathState& state, const model::Instruction& instruction, Entity::Kind kind);
  void copy(PathState& state, const model::Instruction& instruction);
  bool choose(PathState& state, const model::Instruction& instruction);
  void destroy(PathState& state, const model::Instruction& instruction);
  void resize(PathState& state, const model::Instruction& instruction);
  void endLocal(PathState& state, const Slot& slot);
  void havoc(PathState& state, const Abstract& address);
  Abstract computed(const PathState& state, const model::Instruction& instruction);
  Abstract field(const PathState& state, const model::Instruction& instruction);
  Abstract element(const PathState& state, const model::Instruction& instruction);
  Abstract neighbour(const PathState& state, const model::Value& operand);
  Abstract negation(const PathState& state, const model::Instruction& instruction);
  Abstract junction(const PathState& state, const model::Instruction& instruction);
  Abstract comparison(const PathState& state, const model::Instruction& instruction);
  Abstract arithmetic(const PathState& state, const model::Instruction& instruction);

  Abstract value(const PathState& state, const model::Value& operand);
  // The value with what the path knows of it put in.
  Abstract knownValue(const PathState& state, const model::Value& operand);
  // The value; where that is the address of a slot, what the slot holds.
  Abstract content(const PathState& state, const model::Value& operand);
  Abstract content(const PathState& state, const Abstract& value);
  std::vector<Abstract> values(const PathState& state, const model::Values& operands);
  void setResult(PathState& state, const model::Instruction& instruction, const Abstract& result);

  // PathCalls.cpp: calls, followed or opaque.

  bool call(PathState& state, const model::Instruction& instruction);
  bool callOnce(PathState& state, const model::Instruction& instruction,
                const std::vector<Abstract>& operands);
  // The function a callable runs; a closure goes first among the operands. kNone: unknown.
  model::FunctionId bind(const Abstract& callable, std::vector<Abstract>& operands);
  bool enter(PathState& state, const model::Instruction& instruction, model::FunctionId target,
             const std::vector<Abstract>& operands);
  static bool carriesMarked(const PathState& state, const std::vector<Abstract>& operands);
  uint32_t contextAt(const Frame& frame, model::FunctionId target);
  void pushFrame(PathState& state, model::FunctionId target, uint32_t context,
                 const std::vector<Abstract>& operands);
  // A call of code that is not seen.
  void opaqueCall(PathState& state, const model::Instruction& instruction,
                  const std::vector<Abstract>& operands);
  void handOver(PathState& state, const std::vector<Abstract>& values, bool globals);
  bool isReached(EntityId entity, const std::set<EntityId>& reached, bool globals) const;
  void throwFromUnseen(const PathState& state, BlockId unwind);
  bool handlesExceptions(const PathState& state, BlockId unwind) const;

  // PathOperations.cpp: operations on primitives.

  bool operation(PathState& state, const model::Instruction& instruction);
  bool select(PathState& state, const model::Instruction& instruction);
  void runCase(PathState state, const model::Instruction& instruction, size_t index,
               const Abstract& channel);
  void notify(PathState& state, const Event& event);
  void wait(PathState& state, model::OpKind kind);
  bool isTimeout(const Abstract& channel) const;

  // PathFibers.cpp: spawned fibers, and what they borrow.

  bool spawn(PathState& state, const model::Instruction& instruction);
  Abstract spawned(const PathState& state, const model::Instruction& instruction);
  void countSpawn(PathState& state, const model::Instruction& instruction);
  void runFiber(PathState& state, const PathBorrows::Spawned& fiber, const Abstract& callable,
                std::vector<Abstract> operands);
  FiberResult followFiber(const PathState& state, model::FunctionId target,
                          const std::vector<Abstract>& operands);
  static void addEnd(FiberResult& result, const PathState& start, const PathState& end,
                     bool isFirst);
  void apply(PathState& state, const FiberResult& result, const model::Location& spawned);
  void lend(PathState& state, const PathBorrows::Spawned& fiber, const Abstract& callable,
            const std::vector<Abstract>& operands, model::FunctionId target);
  void tellBroken(PathState& state, const std::vector<Borrow>& broken);

  // PathExits.cpp: the ends of blocks, functions and paths. False ends the path.

  bool leaveBlock(PathState& state, const model::Terminator& terminator);
  bool branch(PathState& state, const model::Terminator& terminator);
  bool leaveSwitch(PathState& state, const model::Terminator& terminator);
  bool leaveFunction(PathState& state, const Abstract& result);
  bool dispatch(PathState& state, const model::Terminator& terminator);
  bool unwindCaller(PathState& state);
  const model::Instruction& callSite(const PathState& state) const;
  void popFrame(PathState& state);
  void endLocals(PathState& state);
  bool endPath(PathState& state, PathEnd end, const Abstract& result);

  const UnitFacts& facts_;
  const model::Unit& unit_;
  model::FunctionId root_;
  const std::vector<PathObserver*>& observers_;
  Budget budget_;
  PathEntities entities_;
  PathKnowledge knowledge_;
  PathBorrows borrows_;
  PathTrail trail_;
  std::map<Context, uint32_t> contexts_;  // counted from 1; 0 is the root's
  std::map<uint64_t, FiberResult> fiberResults_;
  llvm::DenseSet<uint64_t> thrown_;  // states in which an unseen call has thrown already
  Search search_;
  unsigned steps_ = 0;
  unsigned fiberDepth_ = 0;
};

}  // namespace chanvet::flow
