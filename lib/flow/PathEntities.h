// The entities that the paths of one root meet, and their names. Private to the path engine.
//
// Every entity is told apart by where it comes from, so that paths that meet again agree on it;
// what is said of it here is the same on all paths.
#pragma once

#include "flow/PathState.h"

namespace chanvet::flow {

class PathEntities {
 public:
  explicit PathEntities(const model::Unit& unit);

  const Entity& operator[](EntityId id) const { return table_[id]; }
  size_t size() const { return table_.size(); }
  // The entity, and those that came from outside that it is reached through.
  std::set<EntityId> holders(EntityId id) const;
  // Null where no primitive's type is known.
  const model::Type* type(EntityId id) const;

  EntityId local(const Frame& frame, model::LocalId local);
  EntityId global(model::SymbolId symbol);

  // What the instruction that the path is at makes, one for each turn of a loop it stands in.
  EntityId made(const PathState& state, Entity::Kind kind, const model::Instruction& instruction);
  // The unknown result of that instruction: of code that is not seen.
  Abstract unknownResult(const PathState& state);
  // The unknown result of that instruction: of counting.
  Abstract unknownCount(const PathState& state);
  // An element of a container at an unknown index, as that instruction finds it.
  EntityId unknownElement(const PathState& state, EntityId container);

  // What a slot holds before anything was seen to be stored there.
  Abstract initialContent(const Slot& slot);
  // What a slot holds after a call of code that is not seen, which was given its address.
  Abstract contentAfterCall(const PathState& state, const Slot& slot);
  // What a slot holds after the start of a fiber that writes to it.
  Abstract contentAfterSpawn(const PathState& state, const Slot& slot);

  // A comparison of values, at least one of them unknown. One that says the same in other words
  // (b > a, !(a >= b)) is made of the same entity.
  Abstract comparison(model::Relation relation, Abstract a, Abstract b);
  // Any other combination of values, at least one of them unknown.
  Abstract expression(Entity::Kind kind, model::Relation relation, const Abstract& a,
                      const Abstract& b);

  bool isImprecise(const Abstract& value) const {
    return value.isReference() && table_[value.entity()].isImprecise;
  }
  bool isOpaque(const Abstract& value) const {
    return value.kind == Abstract::Unknown ||
           (value.isReference() && table_[value.entity()].isOpaque);
  }
  // Whether the value may be equal to one that looks different.
  bool isUnknown(const Abstract& value) const {
    return value.kind == Abstract::Unknown || value.kind == Abstract::View ||
           (value.isReference() && table_[value.entity()].kind >= Entity::Symbolic);
  }

  // The name of the field, local or global that the slot is. May be empty.
  std::string slotName(const Slot& slot) const;
  // Names what has no name yet after the slot it is stored in.
  void nameAfter(EntityId stored, const Slot& slot);

 private:
  EntityId newLocal(const Frame& frame, model::LocalId local);
  EntityId atInstruction(const PathState& state, Entity::Kind kind, bool& isNew);

  const model::Unit& unit_;
  EntityTable table_;
  std::vector<std::vector<EntityId>> locals_;  // by context and local; 0: not met so far
};

}  // namespace chanvet::flow
