// How a path leaves blocks and functions, by return or exception, and how it ends.
#include <llvm/ADT/STLExtras.h>

#include "flow/PathFollower.h"

namespace chanvet::flow {

using model::Function;
using model::Instruction;
using model::kNone;
using model::Opcode;
using model::OpKind;
using model::Relation;
using model::Terminator;

bool PathFollower::leaveBlock(PathState& state, const Terminator& terminator) {
  switch (terminator.kind) {
    case Terminator::Jump:
      if (terminator.location.isValid() && state.frames.size() == 1)
        state.leftAt = terminator.location;
      go(state, terminator.successors[0]);
      return true;
    case Terminator::Branch:
      return branch(state, terminator);
    case Terminator::Switch:
      return leaveSwitch(state, terminator);
    case Terminator::Return:
      return leaveFunction(state, value(state, terminator.value));
    case Terminator::Throw:
      state.thrown = terminator.thrown;
      state.thrownIn = state.frames.size();
      state.leftAt = terminator.location;
      if (terminator.successors.empty()) return unwindCaller(state);
      go(state, terminator.successors[0]);
      return true;
    case Terminator::Dispatch:
      return dispatch(state, terminator);
    case Terminator::Resume:
      return unwindCaller(state);
    case Terminator::Unreachable:
      return false;
  }
  return false;
}

bool PathFollower::branch(PathState& state, const Terminator& terminator) {
  const Frame& frame = state.frame();
  const Graph& graph = facts_.graph(frame.function);
  bool leavesLoop = graph.leavesLoop(frame.block);
  // A loop that joins what another loop started turns as often as that one did; one that calls what
  // is not seen may be such a loop.
  const Loop* loop = graph.innermostLoop(frame.block);
  bool decidesOnTurn =
      leavesLoop && (unit_.functions[frame.function].blocks[frame.block].loop.isValid() ||
                     loop->head == frame.block);
  UnitFacts::Waits waits =
      decidesOnTurn ? facts_.loopWaits(frame.function, frame.block) : UnitFacts::Waits::No;
  return decide(state, value(state, terminator.value), leavesLoop, terminator.location,
                [&](PathState& chosen, bool holds) {
                  BlockId next = terminator.successors[holds ? 0 : 1];
                  bool isLeft = loop && !loop->blocks.test(next);
                  if (isLeft && waits == UnitFacts::Waits::Yes) wait(chosen, OpKind::Join);
                  if (isLeft && waits == UnitFacts::Waits::Maybe) chosen.doubtBorrows();
                  go(chosen, next);
                });
}

bool PathFollower::leaveSwitch(PathState& state, const Terminator& terminator) {
  Abstract chosen = knownValue(state, terminator.value);
  if (chosen.kind == Abstract::Integer) {
    size_t at = llvm::find(terminator.cases, chosen.number) - terminator.cases.begin();
    go(state,
       at < terminator.cases.size() ? terminator.successors[at] : terminator.successors.back());
    return true;
  }
  for (size_t i = 0; i < terminator.cases.size(); ++i) {
    PathState next = state;
    Abstract equal =
        entities_.comparison(Relation::Equal, chosen, Abstract::integer(terminator.cases[i]));
    if (take(next, equal, true, /*isLoopDecision=*/false, terminator.location)) {
      go(next, terminator.successors[i]);
      search_.work.push_back(std::move(next));
    }
    if (!knowledge_.assume(state, equal, false)) return false;
  }
  state.branched = true;
  go(state, terminator.successors.back());
  return true;
}

bool PathFollower::leaveFunction(PathState& state, const Abstract& result) {
  if (state.frames.size() == 1) return endPath(state, PathEnd::Return, result);
  popFrame(state);
  const Instruction& site = callSite(state);
  // What a constructor or once is called with is no result of it.
  if (site.opcode != Opcode::Call) return true;
  setResult(state, site,
            result.kind == Abstract::Unknown ? entities_.unknownResult(state) : result);
  return true;
}

bool PathFollower::dispatch(PathState& state, const Terminator& terminator) {
  // Of an exception that nothing is known of, it is assumed that one of the handlers is for it.
  bool caught = state.thrown.empty() && !terminator.handlers.empty();
  for (const model::Handler& handler : terminator.handlers) {
    bool matches = handler.type == kNone || llvm::is_contained(state.thrown, handler.type);
    if (!matches && !state.thrown.empty()) continue;
    PathState next = state;
    next.thrown.clear();
    next.thrownIn = 0;
    next.isPanicking = false;
    go(next, handler.block);
    search_.work.push_back(std::move(next));
    caught = caught || matches;
    if (matches) break;
  }
  if (caught) return false;
  if (terminator.successors.empty()) return unwindCaller(state);
  go(state, terminator.successors[0]);
  return true;
}

// An exception leaves the function; it goes on where the closest caller cleans up or catches.
bool PathFollower::unwindCaller(PathState& state) {
  while (state.frames.size() > 1) {
    popFrame(state);
    BlockId unwind = callSite(state).unwind;
    if (unwind == kNone) continue;
    go(state, unwind);
    return true;
  }
  return endPath(state, PathEnd::Throw, Abstract::unknown());
}

// The instruction that called the function that was just left.
const Instruction& PathFollower::callSite(const PathState& state) const {
  const Frame& caller = state.frame();
  return unit_.functions[caller.function].blocks[caller.block].instructions[caller.index - 1];
}

void PathFollower::popFrame(PathState& state) {
  endLocals(state);
  const Frame& frame = state.frame();
  const Function& function = unit_.functions[frame.function];
  for (model::LocalId local = 0; local < function.locals.size(); ++local) {
    EntityId id = entities_.local(frame, local);
    if (!state.escaped.contains(id)) state.memory.erase({id});
  }
  state.frames.pop_back();
}

// Locals that an exception leaves behind without the end of their scope being seen.
void PathFollower::endLocals(PathState& state) {
  tellBroken(state, borrows_.endAll(state, state.frame()));
}

bool PathFollower::endPath(PathState& state, PathEnd end, const Abstract& result) {
  endLocals(state);
  if (end == PathEnd::Return) escape(state, result);
  if (end == PathEnd::Throw && state.isPanicking) end = PathEnd::Panic;
  if (search_.ends) {
    search_.ends->push_back(std::move(state));
    return false;
  }
  escapeOutside(state, entities_);
  tell(state, [&](PathObserver& observer, PathContext& context) { observer.onEnd(context, end); });
  return false;
}

}  // namespace chanvet::flow
