// The fibers that a path spawns: what they do to the spawner, and what they borrow from it.
#include <llvm/ADT/STLExtras.h>

#include "flow/PathFollower.h"

namespace chanvet::flow {

using model::Callee;
using model::FunctionId;
using model::Instruction;
using model::kNone;
using model::Location;
using model::OpKind;
using model::Value;

namespace {

// Fibers that start fibers that start fibers…
constexpr unsigned kMaxFiberDepth = 4;

}  // namespace

bool PathFollower::spawn(PathState& state, const Instruction& instruction) {
  std::vector<Abstract> operands = values(state, instruction.operands);
  Abstract callable = spawned(state, instruction);
  countSpawn(state, instruction);
  EntityId handle = entities_.made(state, Entity::Primitive, instruction);
  forget(state, handle);
  runFiber(state, {handle, instruction.location}, callable, std::move(operands));
  setResult(state, instruction, Abstract::reference(handle));
  tell(state,
       [&](PathObserver& observer, PathContext& context) { observer.onSpawn(context, handle); });
  return true;
}

// What the new fiber runs.
Abstract PathFollower::spawned(const PathState& state, const Instruction& instruction) {
  if (instruction.callee.kind == Callee::Value) return content(state, instruction.callee.value);
  std::vector<FunctionId> found = targets(unit_, instruction.callee);
  return found.size() == 1 ? Abstract::function(found[0]) : Abstract::unknown();
}

// A group that counts the fiber by itself is told of it.
void PathFollower::countSpawn(PathState& state, const Instruction& instruction) {
  if (instruction.counter.kind == Value::Unknown) return;
  Abstract counter = knownValue(state, instruction.counter);
  if (!counter.isReference()) return;
  notify(state, {.kind = OpKind::SpawnCounted,
                 .instruction = &instruction,
                 .function = state.frame().function,
                 .entity = counter.entity(),
                 .place = unit_.place(instruction.location)});
}

void PathFollower::runFiber(PathState& state, const PathBorrows::Spawned& fiber,
                            const Abstract& callable, std::vector<Abstract> operands) {
  trail_.add(state, {.kind = Step::Spawn, .location = fiber.location, .operation = OpKind::Spawn});
  std::vector<EntityId> shared = reachable(state, callable);
  for (const Abstract& operand : operands) llvm::append_range(shared, reachable(state, operand));
  handOver(state, {callable}, /*globals=*/false);
  handOver(state, operands, /*globals=*/false);
  FunctionId target = bind(callable, operands);
  bool followed = target != kNone && unit_.functions[target].hasBody() &&
                  state.frames.size() < budget_.depth && fiberDepth_ < kMaxFiberDepth;
  if (followed && facts_.summaries[target].isRelevant()) {
    apply(state, followFiber(state, target, operands), fiber.location);
  } else if (!followed) {
    state.unordered.clear();
  }
  lend(state, fiber, callable, operands, target);
  state.escaped.insert(shared.begin(), shared.end());
}

PathFollower::FiberResult PathFollower::followFiber(const PathState& state, FunctionId target,
                                                    const std::vector<Abstract>& operands) {
  uint32_t context = contextAt(state.frame(), target);
  PathState start = state;
  start.frames.clear();
  start.fiber = context + 1;
  start.synchronized = start.slept = start.branched = false;
  start.unordered.clear();
  start.guesses.clear();
  start.borrowed.clear();
  pushFrame(start, target, context, operands);
  uint64_t key = start.hash(facts_);
  if (auto known = fiberResults_.find(key); known != fiberResults_.end()) return known->second;

  std::vector<PathState> ends;
  FiberResult result;
  explore(start, &ends, &result.unordered);
  for (const PathState& end : ends) addEnd(result, start, end, &end == &ends.front());
  return fiberResults_[key] = std::move(result);
}

// Adds what one run of a fiber did to what all runs before it did.
void PathFollower::addEnd(FiberResult& result, const PathState& start, const PathState& end,
                          bool isFirst) {
  for (const auto& [slot, content] : end.memory) {
    auto before = start.memory.find(slot);
    if (before == start.memory.end() || before->second != content) result.written.insert(slot);
  }
  Marks changed;
  for (const auto& [marked, mark] : end.marks) {
    auto before = start.marks.find(marked);
    bool same = before != start.marks.end() && before->second.state == mark.state;
    if (!same && mark.early && !end.doubtful) changed[marked] = mark;
  }
  if (isFirst) {
    result.marks = std::move(changed);
    return;
  }
  erase_if(result.marks, [&](const auto& entry) {
    auto other = changed.find(entry.first);
    return other == changed.end() || other->second.state != entry.second.state;
  });
}

// The spawner goes on, while the fiber does what its result says.
void PathFollower::apply(PathState& state, const FiberResult& result, const Location& spawned) {
  for (const Slot& slot : result.written) {
    // Memory of the fiber's own frames and objects is of no concern to the spawner.
    if (!state.memory.contains(slot) && entities_[slot.base].kind == Entity::Local) continue;
    state.memory[slot] = entities_.contentAfterSpawn(state, slot);
  }
  for (Unordered operation : result.unordered) {
    operation.event.spawned = unit_.place(spawned);
    state.unordered.push_back(std::move(operation));
  }
  for (const auto& [key, mark] : result.marks) {
    PathContext context(*this, state, key.first);
    observers_[key.first]->onFiberMarks(context, key.second, mark);
  }
}

// What the new fiber refers to. A function object is copied, and so are arguments, unless they are
// references.
void PathFollower::lend(PathState& state, const PathBorrows::Spawned& fiber,
                        const Abstract& callable, const std::vector<Abstract>& operands,
                        FunctionId target) {
  const model::Function* body = target == kNone ? nullptr : &unit_.functions[target];
  bool isFunctionObject = body && llvm::StringRef(body->name).ends_with("::operator()");
  borrows_.borrow(state, callable, fiber);
  for (size_t i = 0; i < operands.size(); ++i) {
    bool isView = body && i < body->parameters && body->locals[i].isView;
    if (i == 0 && isFunctionObject)
      borrows_.borrow(state, operands[i], fiber);
    else
      borrows_.borrowArgument(state, operands[i], isView, fiber);
  }
}

// Tells observers of what fibers refer to and should not.
void PathFollower::tellBroken(PathState& state, const std::vector<Borrow>& broken) {
  for (const Borrow& borrow : broken)
    tell(state, [&](PathObserver& observer, PathContext& context) {
      observer.onBorrowBroken(context, borrow);
    });
}

}  // namespace chanvet::flow
