#include "flow/PathBorrows.h"

#include "flow/PathMemory.h"

namespace chanvet::flow {

using model::Location;

void PathBorrows::noteStore(const Slot& slot, const Abstract& stored, const Location& location) {
  storedAt_[slot] = location;
  const Entity& local = entities_[slot.base];
  if (slot.field != Slot::kContent || local.kind != Entity::Local) return;
  if (!stored.isReference() || entities_[stored.entity()].kind != Entity::Object) return;
  if (!unit_.functions[local.function].locals[local.local].isReference)
    owners_.try_emplace(stored.entity(), slot.base);
}

void PathBorrows::borrow(PathState& state, const Abstract& callable,
                         const Location& spawned) const {
  if (!callable.isReference()) return;
  for (const auto& [slot, content] : contentsOf(state, callable.entity()))
    if (std::optional<EntityId> local = ownerOf(content)) state.borrowed[*local] = {slot, spawned};
}

// The local whose slot, object or part of an object this refers to.
std::optional<EntityId> PathBorrows::ownerOf(const Abstract& reference) const {
  std::optional<Slot> target = slotOf(reference);
  if (!target) return std::nullopt;
  if (reference.kind == Abstract::Address && entities_[target->base].kind == Entity::Local)
    return target->base;
  auto owner = owners_.find(target->base);
  return owner == owners_.end() ? std::nullopt : std::optional(owner->second);
}

std::optional<Borrow> PathBorrows::takeBack(PathState& state, const Slot& slot, bool ends) const {
  if (slot.field != Slot::kContent) return std::nullopt;
  auto at = state.borrowed.find(slot.base);
  if (at == state.borrowed.end()) return std::nullopt;
  PathState::Borrowed borrowed = at->second;
  state.borrowed.erase(at);
  const Entity& local = entities_[slot.base];
  const Entity& closure = entities_[borrowed.capture.base];
  const model::Local& declared = unit_.functions[local.function].locals[local.local];
  auto captured = storedAt_.find(borrowed.capture);
  Borrow borrow;
  borrow.name = declared.name.empty() ? entities_.slotName(borrowed.capture) : declared.name;
  borrow.isLoopVariable = declared.isLoopVariable;
  borrow.ends = ends;
  borrow.mayBeOver = borrowed.mayBeOver;
  borrow.owner = local.function;
  if (captured != storedAt_.end()) borrow.captured = unit_.place(captured->second);
  borrow.closure = unit_.place(closure.location);
  borrow.spawned = unit_.place(borrowed.spawned);
  borrow.declared = unit_.place(declared.location);
  borrow.field = borrowed.capture.field;
  borrow.function = closure.function;
  return borrow;
}

}  // namespace chanvet::flow
