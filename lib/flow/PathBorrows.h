// What spawned fibers refer to of the fiber that spawned them. Private to the path engine.
#pragma once

#include <map>
#include <optional>

#include "flow/PathEntities.h"

namespace chanvet::flow {

class PathBorrows {
 public:
  PathBorrows(const model::Unit& unit, const PathEntities& entities)
      : unit_(unit), entities_(entities) {}

  // Remembers where a slot is stored to, and that a local of class type owns the object that is
  // first stored in it.
  void noteStore(const Slot& slot, const Abstract& stored, const model::Location& location);

  // A fiber that was spawned at `spawned` runs from now on, and has `callable`: the locals that
  // this refers to are borrowed.
  void borrow(PathState& state, const Abstract& callable, const model::Location& spawned) const;

  // The local whose slot this is ends or else changes: ends the loan, if there is one, and tells
  // about it.
  std::optional<Borrow> takeBack(PathState& state, const Slot& slot, bool ends) const;

 private:
  std::optional<EntityId> ownerOf(const Abstract& reference) const;

  const model::Unit& unit_;
  const PathEntities& entities_;
  std::map<Slot, model::Location> storedAt_;
  std::map<EntityId, EntityId> owners_;  // local, by the object it owns
};

}  // namespace chanvet::flow
