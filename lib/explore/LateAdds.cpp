#include "explore/LateAdds.h"

#include "explore/Standing.h"

namespace chanvet::explore {

using model::ClassKind;
using model::OpKind;

namespace {

bool isLive(const Fiber& fiber) { return fiber.stopped && !fiber.dormant; }

// Adds a number above zero.
bool isRise(const State& state, const Fiber& fiber, const Standing& standing) {
  Datum by = amountOf(state, fiber, standing);
  return by.isNumber() && by.number > 0;
}

// The group at zero that the fiber is about to add to, or kNone.
ObjectId startedBy(const State& state, const Fiber& fiber, const Standing& standing) {
  if (!isLive(fiber) || !standing.is(OpKind::Add)) return kNone;
  ObjectId id = objectAt(state, fiber, standing);
  if (id == kNone || !state.object(id).isPrimitive) return kNone;
  const Primitive& group = state.object(id).primitive;
  bool isAtZero = group.kind == ClassKind::WaitGroup && group.count == 0;
  return isAtZero && isRise(state, fiber, standing) ? id : kNone;
}

// Who is about to wait for the group, other than `except`, or kNone.
FiberId waiterFor(const model::Unit& unit, const State& state, ObjectId group, FiberId except) {
  for (const Fiber& fiber : state.fibers) {
    if (fiber.id == except || !isLive(fiber)) continue;
    Standing standing = standingOf(unit, fiber);
    if (standing.is(OpKind::Wait) && objectAt(state, fiber, standing) == group) return fiber.id;
  }
  return kNone;
}

}  // namespace

std::vector<LateAdd> lateAdds(const model::Unit& unit, const State& state) {
  std::vector<LateAdd> found;
  for (const Fiber& fiber : state.fibers) {
    Standing standing = standingOf(unit, fiber);
    ObjectId group = startedBy(state, fiber, standing);
    if (group == kNone) continue;
    FiberId waiting = waiterFor(unit, state, group, fiber.id);
    if (waiting != kNone) found.push_back({fiber.id, waiting, group, standing.instruction});
  }
  return found;
}

}  // namespace chanvet::explore
