#include "flow/PathMemory.h"

#include <llvm/ADT/DenseSet.h>

namespace chanvet::flow {

namespace {

// Copies of copies that are looked through for what the first one held.
constexpr unsigned kMaxOriginals = 8;

}  // namespace

std::optional<Slot> slotOf(const Abstract& address) {
  if (address.kind == Abstract::Address) return address.slot;
  if (address.isReference()) return Slot{address.entity()};
  return std::nullopt;
}

Contents contentsOf(const PathState& state, EntityId object) {
  return {state.memory.lower_bound({object, 0, INT64_MIN}),
          state.memory.upper_bound({object, UINT32_MAX, INT64_MAX})};
}

Abstract load(const PathState& state, PathEntities& entities, const Abstract& address) {
  if (address.kind == Abstract::Function) return address;
  std::optional<Slot> slot = slotOf(address);
  if (!slot) return Abstract::unknown();
  for (unsigned hops = 0; hops < kMaxOriginals; ++hops) {
    if (auto at = state.memory.find(*slot); at != state.memory.end()) return at->second;
    auto original = state.memory.find({slot->base, Slot::kOriginal});
    if (original == state.memory.end()) break;
    slot->base = original->second.entity();
  }
  return entities.initialContent(*slot);
}

void store(PathState& state, PathEntities& entities, const Abstract& address,
           const Abstract& stored) {
  std::optional<Slot> slot = slotOf(address);
  if (!slot) return escape(state, stored);
  bool isAnyElement = slot->field == Slot::kElement && slot->index < 0;
  if (isAnyElement) return escape(state, stored);
  state.memory[*slot] = stored;
  if (stored.isReference()) entities.nameAfter(stored.entity(), *slot);
  // A reference names what it refers to, where that has no name of its own.
  if (stored.kind == Abstract::Address) {
    auto target = state.memory.find(stored.slot);
    if (target != state.memory.end() && target->second.isReference())
      entities.nameAfter(target->second.entity(), *slot);
  }
}

void copyFields(PathState& state, EntityId to, EntityId from) {
  if (to == from) return;
  Contents contents = contentsOf(state, from);
  std::vector<std::pair<Slot, Abstract>> fields(contents.begin(), contents.end());
  // What is not known of the source is not known of the target either.
  Contents replaced = contentsOf(state, to);
  state.memory.erase(replaced.begin(), replaced.end());
  for (const auto& [slot, content] : fields) state.memory[{to, slot.field, slot.index}] = content;
  state.memory[{to, Slot::kOriginal}] = Abstract::reference(from);
}

void forget(PathState& state, EntityId id) {
  state.facts.erase(id);
  state.escaped.erase(id);
  Contents contents = contentsOf(state, id);
  state.memory.erase(contents.begin(), contents.end());
  erase_if(state.marks, [&](const auto& entry) { return entry.first.second == id; });
}

std::vector<EntityId> reachable(const PathState& state, const Abstract& value) {
  std::vector<EntityId> found;
  llvm::DenseSet<EntityId> visited;
  auto add = [&](const Abstract& next) {
    std::optional<Slot> slot = slotOf(next);
    if (slot && visited.insert(slot->base).second) found.push_back(slot->base);
  };
  add(value);
  for (size_t i = 0; i < found.size(); ++i)
    for (const auto& [slot, content] : contentsOf(state, found[i])) add(content);
  return found;
}

void escape(PathState& state, const Abstract& value) {
  std::vector<EntityId> reached = reachable(state, value);
  state.escaped.insert(reached.begin(), reached.end());
}

void escapeOutside(PathState& state, const PathEntities& entities) {
  std::vector<Abstract> held;
  for (const auto& [slot, content] : state.memory) {
    Entity::Kind kind = entities[slot.base].kind;
    if (kind == Entity::Global || kind == Entity::Symbolic) held.push_back(content);
  }
  for (const Abstract& value : held) escape(state, value);
}

}  // namespace chanvet::flow
