// The memory of a path: what its slots hold, and what can be reached from where. Private to the
// path engine.
#pragma once

#include <optional>
#include <vector>

#include <llvm/ADT/iterator_range.h>

#include "flow/PathEntities.h"

namespace chanvet::flow {

// The slot that an address or a reference to an object stands for.
std::optional<Slot> slotOf(const Abstract& address);

// What was seen to be stored in the slots of an object, in order of the slots.
using Contents = llvm::iterator_range<FlatMap<Slot, Abstract>::const_iterator>;
Contents contentsOf(const PathState& state, EntityId object);

Abstract load(const PathState& state, PathEntities& entities, const Abstract& address);

// What is stored at an address that cannot be told from others is in unseen hands.
void store(PathState& state, PathEntities& entities, const Abstract& address,
           const Abstract& stored);

// Every field of object `to` becomes that of `from`.
void copyFields(PathState& state, EntityId to, EntityId from);

// What the instruction that made the entity makes now is new.
void forget(PathState& state, EntityId id);

// What code that has the value can get hold of, the value itself first.
std::vector<EntityId> reachable(const PathState& state, const Abstract& value);

// Code that is not seen gets hold of the value, and of all that can be reached from it.
void escape(PathState& state, const Abstract& value);

// What is stored in objects that existed before the function, or in globals, outlives it.
void escapeOutside(PathState& state, const PathEntities& entities);

}  // namespace chanvet::flow
