// The calls of a path, followed or opaque.
#include <llvm/ADT/STLExtras.h>

#include "flow/PathFollower.h"

namespace chanvet::flow {

using model::Callee;
using model::Function;
using model::FunctionId;
using model::Instruction;
using model::kNone;
using model::Terminator;

namespace {

constexpr unsigned kMaxRecursion = 2;

}  // namespace

bool PathFollower::call(PathState& state, const Instruction& instruction) {
  std::vector<Abstract> operands = values(state, instruction.operands);
  FunctionId target = kNone;
  if (instruction.callee.kind == Callee::Value) {
    target = bind(content(state, instruction.callee.value), operands);
  } else {
    std::vector<FunctionId> found = targets(unit_, instruction.callee);
    if (found.size() == 1) target = found[0];
  }
  return enter(state, instruction, target, operands);
}

// The first call of a once that this fiber made runs the closure, the next ones do not; of any
// other once it cannot be told whether it has run.
bool PathFollower::callOnce(PathState& state, const Instruction& instruction,
                            const std::vector<Abstract>& operands) {
  setResult(state, instruction, Abstract::unknown());
  if (operands.size() < 2) return true;
  if (!operands[0].isReference()) return true;
  EntityId once = operands[0].entity();
  Slot done{once, Slot::kOnceDone};
  bool hasRun = state.memory.contains(done);
  if (hasRun) return true;
  bool isOwn = entities_[once].kind == Entity::Primitive && !state.escaped.contains(once) &&
               state.fiber == 0;
  state.memory[done] = Abstract::integer(1);
  if (!isOwn) {
    search_.work.push_back(state);
    state.branched = true;
  }
  std::vector<Abstract> arguments(operands.begin() + 2, operands.end());
  FunctionId target = bind(content(state, operands[1]), arguments);
  return enter(state, instruction, target, target == kNone ? operands : arguments);
}

FunctionId PathFollower::bind(const Abstract& callable, std::vector<Abstract>& operands) {
  if (callable.kind == Abstract::Function) return static_cast<FunctionId>(callable.number);
  if (!callable.isReference()) return kNone;
  const Entity& entity = entities_[callable.entity()];
  if (entity.kind != Entity::Closure) return kNone;
  operands.insert(operands.begin(), callable);
  return entity.function;
}

// Goes into a function. One that is not known or not seen, or that is too deep, is opaque; one that
// does nothing of interest is passed by.
bool PathFollower::enter(PathState& state, const Instruction& instruction, FunctionId target,
                         const std::vector<Abstract>& operands) {
  if (target == kNone || !unit_.functions[target].hasBody()) {
    opaqueCall(state, instruction, operands);
    return true;
  }
  if (!facts_.summaries[target].isRelevant() && !carriesMarked(state, operands)) {
    if (facts_.summaries[target].callsUnseen) state.doubtBorrows();
    setResult(state, instruction, entities_.unknownResult(state));
    return true;
  }
  unsigned active =
      llvm::count_if(state.frames, [&](const Frame& frame) { return frame.function == target; });
  if (active >= kMaxRecursion || state.frames.size() >= budget_.depth) {
    opaqueCall(state, instruction, operands);
    return true;
  }
  trail_.add(state, {.kind = Step::Call, .location = instruction.location, .function = target});
  pushFrame(state, target, contextAt(state.frame(), target), operands);
  return true;
}

// Whether a function that is given these can put what observers have marked somewhere else.
bool PathFollower::carriesMarked(const PathState& state, const std::vector<Abstract>& operands) {
  if (state.marks.empty()) return false;
  return llvm::any_of(operands, [&](const Abstract& operand) {
    return llvm::any_of(reachable(state, operand), [&](EntityId entity) {
      return llvm::any_of(state.marks,
                          [&](const auto& entry) { return entry.first.second == entity; });
    });
  });
}

// The context of a call of `target` that a frame makes now.
uint32_t PathFollower::contextAt(const Frame& frame, FunctionId target) {
  Context context{frame.context, target, frame.block, frame.index};
  return contexts_.try_emplace(context, contexts_.size() + 1).first->second;
}

void PathFollower::pushFrame(PathState& state, FunctionId target, uint32_t context,
                             const std::vector<Abstract>& operands) {
  const Function& function = unit_.functions[target];
  Frame frame;
  frame.function = target;
  frame.context = context;
  frame.registers.resize(function.registers);
  frame.visits.resize(function.blocks.size());
  state.frames.push_back(std::move(frame));
  for (model::LocalId i = 0; i < function.parameters && i < operands.size(); ++i) {
    Slot slot{entities_.local(state.frame(), i)};
    if (operands[i].kind == Abstract::Unknown)
      state.memory.erase(slot);
    else
      state.memory[slot] = operands[i];
    if (operands[i].isReference()) entities_.nameAfter(operands[i].entity(), slot);
  }
}

// Unseen code may keep what it is given, and write to the places it is given.
void PathFollower::opaqueCall(PathState& state, const Instruction& instruction,
                              const std::vector<Abstract>& operands) {
  handOver(state, operands, instruction.callee.kind != Callee::Computed);
  for (const Abstract& operand : operands) {
    escape(state, operand);
    // A place handed over by reference can hold anything afterwards.
    if (operand.kind == Abstract::Address)
      state.memory[operand.slot] = entities_.contentAfterCall(state, operand.slot);
  }
  state.unordered.clear();
  if (!instruction.isQuiet && instruction.callee.kind != model::Callee::Computed)
    state.doubtBorrows();
  if (handlesExceptions(state, instruction.unwind)) throwFromUnseen(state, instruction.unwind);
  setResult(state, instruction, entities_.unknownResult(state));
}

// Tells observers which of what they marked can be got at by who is given these values and, if
// `globals`, knows what other units know.
void PathFollower::handOver(PathState& state, const std::vector<Abstract>& values, bool globals) {
  if (state.marks.empty()) return;
  std::set<EntityId> reached;
  for (const Abstract& each : values)
    for (EntityId entity : reachable(state, each)) reached.insert(entity);
  std::set<EntityId> marked;
  for (const auto& [key, mark] : state.marks) marked.insert(key.second);
  for (EntityId entity : marked) {
    if (!isReached(entity, reached, globals)) continue;
    tellMarked(state, entity, [&](PathObserver& observer, PathContext& context) {
      observer.onHandedOver(context, entity);
    });
  }
}

// Whether what was reached holds the entity, or (if `globals`) a global that other units know.
bool PathFollower::isReached(EntityId entity, const std::set<EntityId>& reached,
                             bool globals) const {
  return llvm::any_of(entities_.holders(entity), [&](EntityId holder) {
    bool isKnown = entities_[holder].kind == Entity::Global &&
                   !llvm::is_contained(unit_.localSymbols, entities_[holder].symbol);
    return reached.contains(holder) || (globals && isKnown);
  });
}

// Which of the calls of a try block threw matters only as far as primitives are concerned.
void PathFollower::throwFromUnseen(const PathState& state, BlockId unwind) {
  if (!thrown_.insert(state.hashOfMarks(unwind)).second) return;
  PathState thrown = state;
  thrown.thrown.clear();
  go(thrown, unwind);
  search_.work.push_back(std::move(thrown));
}

// Whether an exception that goes there meets a handler of this function. An author who wrote one
// expects the calls below it to throw.
bool PathFollower::handlesExceptions(const PathState& state, BlockId unwind) const {
  const Function& function = unit_.functions[state.frame().function];
  for (size_t hops = function.blocks.size(); unwind != kNone && hops-- > 0;) {
    const Terminator& terminator = function.blocks[unwind].terminator;
    if (terminator.kind == Terminator::Dispatch) return true;
    unwind = terminator.successors.empty() ? kNone : terminator.successors.back();
  }
  return false;
}

}  // namespace chanvet::flow
