// What spawned fibers refer to of the fiber that spawned them. Private to the path engine.
#pragma once

#include <map>
#include <optional>
#include <vector>

#include <llvm/ADT/STLFunctionalExtras.h>

#include "flow/PathEntities.h"

namespace chanvet::flow {

class PathBorrows {
 public:
  PathBorrows(const model::Unit& unit, PathEntities& entities) : unit_(unit), entities_(entities) {}

  // Remembers where a slot is stored to, and that a local of class type owns the object that is
  // first stored in it.
  void noteStore(const Slot& slot, const Abstract& stored, const model::Location& location);

  // The fiber of a handle, and where it was spawned.
  struct Spawned {
    EntityId handle = 0;
    model::Location location;
  };

  // A fiber runs from now on, and has `callable`: what this refers to is borrowed.
  void borrow(PathState& state, const Abstract& callable, const Spawned& fiber) const;

  // The same for an argument of the fiber; `isView` if it is for who looks at text where it is.
  void borrowArgument(PathState& state, const Abstract& argument, bool isView,
                      const Spawned& fiber) const;

  // A handle is stored in a slot. What a fiber borrows of an object that keeps its handle is given
  // back before the object ends, if the end of the handle waits for the fiber, or ends the program.
  void keep(PathState& state, const Slot& slot, const Abstract& handle) const;

  // The local whose slot this is ends: ends the loans of it and of what it owns, and tells about
  // them.
  std::vector<Borrow> end(PathState& state, const Slot& slot) const;
  // All locals of the frame end.
  std::vector<Borrow> endAll(PathState& state, const Frame& frame);
  // Something else is stored in the slot.
  std::vector<Borrow> change(PathState& state, const Slot& slot) const;
  // A container has more elements from now on, which may move those that it had.
  std::vector<Borrow> grow(PathState& state, const Abstract& container) const;
  // A container has no elements any more.
  std::vector<Borrow> empty(PathState& state, const Abstract& container) const;

 private:
  void lend(PathState& state, const Abstract& reference, bool isView,
            const PathState::Borrowed& how) const;
  std::optional<PathState::Loan> loanOf(const Abstract& reference, bool isView) const;
  EntityId ownerOf(const PathState::Loan& loan) const;
  bool isView(const Slot& slot) const;
  std::vector<Borrow> takeBack(
      PathState& state, Borrow::Breach how,
      llvm::function_ref<bool(const PathState::Loan&, const PathState::Borrowed&)> isBroken) const;
  Borrow describe(const PathState::Loan& loan, const PathState::Borrowed& borrowed) const;

  const model::Unit& unit_;
  PathEntities& entities_;
  std::map<Slot, model::Location> storedAt_;
  std::map<EntityId, EntityId> owners_;  // local, by the object it owns
};

}  // namespace chanvet::flow
