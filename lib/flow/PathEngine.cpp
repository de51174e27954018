#include "flow/PathEngine.h"

#include <utility>

#include "flow/PathFollower.h"

namespace chanvet::flow {

using model::Function;
using model::FunctionId;
using model::Instruction;
using model::kNone;
using model::Location;
using model::OpKind;
using model::Unit;

namespace {

// Turns of a loop that are followed before the path must leave it.
constexpr unsigned kMaxVisits = 3;

}  // namespace

UnitFacts::UnitFacts(const Unit& unit)
    : unit(unit), summaries(summarize(unit)), graphs_(unit.functions.size()) {}

const Graph& UnitFacts::graph(FunctionId id) const {
  if (!graphs_[id]) graphs_[id] = std::make_unique<Graph>(unit.functions[id]);
  return *graphs_[id];
}

UnitFacts::Waits UnitFacts::loopWaits(FunctionId id, BlockId block) const {
  const Loop* loop = graph(id).innermostLoop(block);
  if (!loop) return Waits::No;
  auto [known, isNew] = loopWaits_.try_emplace({id, loop->head});
  if (isNew) known->second = waits(id, *loop);
  return known->second;
}

UnitFacts::Waits UnitFacts::waits(FunctionId id, const Loop& loop) const {
  const Function& function = unit.functions[id];
  Waits found = Waits::No;
  for (unsigned inside : loop.blocks.set_bits())
    for (const Instruction& instruction : function.blocks[inside].instructions) {
      if (waitsFor(unit, summaries, function, instruction)) return Waits::Yes;
      if (mayWaitFor(unit, summaries, instruction)) found = Waits::Maybe;
    }
  return found;
}

Followed followPaths(const UnitFacts& facts, FunctionId root,
                     const std::vector<PathObserver*>& observers, const Budget& budget) {
  return PathFollower(facts, root, observers, budget).run();
}

PathFollower::PathFollower(const UnitFacts& facts, FunctionId root,
                           const std::vector<PathObserver*>& observers, const Budget& budget)
    : facts_(facts),
      unit_(facts.unit),
      root_(root),
      observers_(observers),
      budget_(budget),
      entities_(facts.unit),
      knowledge_(entities_),
      borrows_(facts.unit, entities_) {}

Followed PathFollower::run() {
  PathState start;
  pushFrame(start, root_, 0, {});
  explore(std::move(start));
  return {.steps = steps_, .isWhole = steps_ <= budget_.steps};
}

void PathFollower::explore(PathState start, std::vector<PathState>* ends,
                           std::vector<Unordered>* unordered) {
  Search outer = std::exchange(search_, {.ends = ends, .unordered = unordered});
  ++fiberDepth_;
  search_.work.push_back(std::move(start));
  while (!search_.work.empty() && steps_ <= budget_.steps) {
    PathState state = std::move(search_.work.back());
    search_.work.pop_back();
    follow(std::move(state));
  }
  --fiberDepth_;
  search_ = std::move(outer);
}

void PathFollower::follow(PathState state) {
  while (!state.frames.empty() && ++steps_ <= budget_.steps) {
    Frame& frame = state.frame();
    const model::Block& block = unit_.functions[frame.function].blocks[frame.block];
    if (frame.index == 0 && !enterBlock(state)) return;
    if (frame.index < block.instructions.size()) {
      const Instruction& instruction = block.instructions[frame.index++];
      if (!step(state, instruction)) return;
      continue;
    }
    if (!leaveBlock(state, block.terminator)) return;
  }
}

// False when the path was here before in the same state, or went round too often.
bool PathFollower::enterBlock(PathState& state) {
  Frame& frame = state.frame();
  uint8_t& visits = frame.visits[frame.block];
  if (visits >= kMaxVisits) return false;
  ++visits;
  knowledge_.forgetDecisions(state, facts_);
  return search_.seen.insert(state.hash(facts_)).second;
}

void PathFollower::go(PathState& state, BlockId block) {
  state.frame().block = block;
  state.frame().index = 0;
}

// Continues with `value` true in one state and false in the other; the second is queued.
// False when neither can be.
bool PathFollower::decide(PathState& state, const Abstract& value, bool isLoopDecision,
                          const Location& location,
                          llvm::function_ref<void(PathState&, bool)> then) {
  if (std::optional<bool> decided = knowledge_.truth(state, value)) {
    then(state, *decided);
    return true;
  }
  PathState other = state;
  bool first = take(state, value, true, isLoopDecision, location);
  bool second = take(other, value, false, isLoopDecision, location);
  if (first) then(state, true);
  if (second) then(other, false);
  if (!first && second) {
    state = std::move(other);
    return true;
  }
  if (second) search_.work.push_back(std::move(other));
  return first;
}

// Adds a decision to the path. False when the path cannot take it.
bool PathFollower::take(PathState& state, const Abstract& value, bool direction,
                        bool isLoopDecision, const Location& location) {
  if (!knowledge_.assume(state, value, direction)) return false;
  if (isLoopDecision) return true;
  state.branched = true;
  if (entities_.isImprecise(value)) state.doubtful = true;
  if (entities_.isOpaque(value)) {
    const Frame& frame = state.frame();
    if (!state.guesses.insert({frame.function, frame.block, direction}).second)
      state.doubtful = true;
  }
  trail_.add(state, {.kind = Step::Decision, .location = location, .direction = direction});
  return true;
}

void PathFollower::tell(PathState& state,
                        llvm::function_ref<void(PathObserver&, PathContext&)> what) {
  for (size_t i = 0; i < observers_.size(); ++i) {
    PathContext context(*this, state, i);
    what(*observers_[i], context);
  }
}

void PathFollower::tellMarked(PathState& state, EntityId entity,
                              llvm::function_ref<void(PathObserver&, PathContext&)> what) {
  tell(state, [&](PathObserver& observer, PathContext& context) {
    if (context.mark(entity)) what(observer, context);
  });
}

}  // namespace chanvet::flow
