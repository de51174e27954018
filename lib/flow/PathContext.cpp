// What observers see of a path.
#include <algorithm>

#include <llvm/ADT/STLExtras.h>
#include <llvm/Support/ErrorHandling.h>

#include "flow/Describe.h"
#include "flow/PathFollower.h"

namespace chanvet::flow {

using model::Function;
using model::kNone;
using model::Unit;

const Unit& PathContext::unit() const { return follower_.unit_; }

std::string PathContext::name(EntityId entity) const { return follower_.entities_[entity].name; }

Place PathContext::made(EntityId entity) const {
  const Entity& of = follower_.entities_[entity];
  return of.kind == Entity::Primitive ? unit().place(of.location) : Place{};
}

const model::Type* PathContext::type(EntityId entity) const {
  return follower_.entities_.type(entity);
}

std::optional<Mark> PathContext::mark(EntityId entity) const {
  auto at = state_.marks.find({static_cast<uint32_t>(observer_), entity});
  return at == state_.marks.end() ? std::nullopt : std::optional(at->second);
}

void PathContext::setMark(EntityId entity, int state) {
  bool early = !state_.synchronized && !state_.slept && !state_.branched;
  state_.marks[{static_cast<uint32_t>(observer_), entity}] = {state, state_.step, early};
}

void PathContext::adopt(EntityId entity, const Mark& mark) {
  state_.marks[{static_cast<uint32_t>(observer_), entity}] = mark;
}

std::vector<Event> PathContext::unordered() const {
  std::vector<Event> events;
  for (const Unordered& each : state_.unordered) events.push_back(each.event);
  return events;
}

void PathContext::clearMark(EntityId entity) {
  state_.marks.erase({static_cast<uint32_t>(observer_), entity});
}

std::vector<std::pair<EntityId, Mark>> PathContext::marks() const {
  std::vector<std::pair<EntityId, Mark>> found;
  for (const auto& [key, mark] : state_.marks)
    if (key.first == observer_) found.emplace_back(key.second, mark);
  return found;
}

Place PathContext::place(const Mark& mark) const {
  return mark.step == kNone ? Place{} : unit().place(follower_.trail_[mark.step].location);
}

bool PathContext::isOtherFiber(const Mark& mark) const {
  return mark.step != kNone && follower_.trail_[mark.step].fiber != state_.fiber;
}

bool PathContext::escapes(EntityId entity) const { return state_.escaped.contains(entity); }

const std::set<EntityId>& PathContext::escaped() const { return state_.escaped; }

std::set<EntityId> PathContext::holders(EntityId entity) const {
  return follower_.entities_.holders(entity);
}

bool PathContext::isInMember(EntityId entity) const {
  Abstract held = Abstract::reference(entity);
  return llvm::any_of(state_.memory, [&](const auto& content) {
    const Slot& slot = content.first;
    if (content.second != held || slot.field >= unit().symbols.size()) return false;
    // The fields of pairs and tuples are no members, nor are captures.
    return follower_.entities_[slot.base].kind != Entity::Closure &&
           !unit().symbol(slot.field).starts_with("std::");
  });
}

std::vector<EntityId> PathContext::closuresOver(EntityId primitive, model::OpKind kind) const {
  auto does = [&](model::FunctionId function) {
    for (const model::Block& block : unit().functions[function].blocks)
      for (const model::Instruction& at : block.instructions)
        if (at.opcode == model::Opcode::Operation && unit().operation(at).kind == kind) return true;
    return false;
  };
  std::vector<EntityId> found;
  Abstract held = Abstract::reference(primitive);
  for (const auto& [slot, content] : state_.memory) {
    const Entity& holder = follower_.entities_[slot.base];
    if (content == held && holder.kind == Entity::Closure && does(holder.function))
      found.push_back(slot.base);
  }
  return found;
}

bool PathContext::isDoubtful() const { return state_.doubtful; }

bool PathContext::isThrownByCallee() const { return state_.thrownIn > state_.frames.size(); }

bool PathContext::inFiber() const { return state_.fiber != 0; }

const Function& PathContext::root() const { return unit().functions[follower_.root_]; }

Place PathContext::here() const {
  if (state_.frames.empty()) return {};
  if (state_.leftAt.isValid()) return unit().place(state_.leftAt);
  const Frame& frame = state_.frame();
  const model::Block& block = unit().functions[frame.function].blocks[frame.block];
  if (frame.index == 0 || frame.index > block.instructions.size())
    return unit().place(block.terminator.location);
  if (frame.index == block.instructions.size() && block.terminator.location.isValid())
    return unit().place(block.terminator.location);
  return unit().place(block.instructions[frame.index - 1].location);
}

std::vector<TraceStep> PathContext::trace(std::vector<EntityId> entities) const {
  std::vector<TraceStep> steps;
  std::vector<uint32_t> fibers;  // by step
  for (uint32_t at = state_.step; at != kNone; at = follower_.trail_[at].before) {
    const Step& step = follower_.trail_[at];
    bool isOnEntity = step.kind == Step::Operation || step.kind == Step::Made;
    if (isOnEntity && !llvm::is_contained(entities, step.entity)) continue;
    TraceStep shown;
    shown.place = unit().place(step.location);
    if (!shown.place.isValid()) continue;
    shown.depth = step.depth;
    shown.message = message(step);
    steps.push_back(std::move(shown));
    fibers.push_back(step.fiber);
  }
  std::reverse(steps.begin(), steps.end());
  std::reverse(fibers.begin(), fibers.end());
  nameFibers(steps, fibers);
  return steps;
}

// Spawned fibers are counted in the order in which they first take a step.
void PathContext::nameFibers(std::vector<TraceStep>& steps,
                             const std::vector<uint32_t>& fibers) const {
  std::vector<uint32_t> spawned;
  for (uint32_t fiber : fibers)
    if (fiber != 0 && !llvm::is_contained(spawned, fiber)) spawned.push_back(fiber);
  if (spawned.empty()) return;
  for (size_t i = 0; i < steps.size(); ++i) {
    size_t number = llvm::find(spawned, fibers[i]) - spawned.begin() + 1;
    if (fibers[i] == 0)
      steps[i].fiber = root().isMain ? "main fiber" : root().name;
    else
      steps[i].fiber = spawned.size() == 1 ? "fiber" : "fiber " + std::to_string(number);
  }
}

std::string PathContext::message(const Step& step) const {
  switch (step.kind) {
    case Step::Operation:
    case Step::Made:
      return describe(step.operation, name(step.entity));
    case Step::Decision:
      return step.direction ? "the condition holds" : "the condition does not hold";
    case Step::Call:
      return "calls '" + unit().functions[step.function].name + "'";
    case Step::Spawn:
      return "starts a fiber";
  }
  llvm_unreachable("a step");
}

}  // namespace chanvet::flow
