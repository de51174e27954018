#include "flow/PathEntities.h"

#include <utility>

#include <llvm/Support/ErrorHandling.h>

namespace chanvet::flow {

using model::Function;
using model::Instruction;
using model::kNone;
using model::Relation;
using model::Unit;

namespace {

// Of `a relation b`, what holds of b and a.
Relation mirrored(Relation relation) {
  switch (relation) {
    case Relation::Equal:
    case Relation::NotEqual:
      return relation;
    case Relation::Less:
      return Relation::Greater;
    case Relation::LessEqual:
      return Relation::GreaterEqual;
    case Relation::Greater:
      return Relation::Less;
    case Relation::GreaterEqual:
      return Relation::LessEqual;
  }
  llvm_unreachable("a relation");
}

// First numbers in the keys of unknown values that no instruction makes; those of instructions
// start with a context.
enum Origin : int64_t { Nobody = -1, Initial = -2, AfterCall = -3, AfterSpawn = -4 };

}  // namespace

PathEntities::PathEntities(const Unit& unit) : unit_(unit) {
  bool isNew = false;
  table_.intern({Entity::Symbolic, {Nobody}}, isNew);  // id 0 is nobody's
}

const model::Type* PathEntities::type(EntityId id) const {
  const Entity& entity = table_[id];
  return entity.type == kNone ? nullptr : &unit_.types[entity.type];
}

std::set<EntityId> PathEntities::holders(EntityId id) const {
  std::set<EntityId> found;
  // Id 0 is nobody's.
  while (id != 0 && found.insert(id).second && table_[id].kind == Entity::Symbolic)
    id = table_[id].source.base;
  return found;
}

EntityId PathEntities::local(const Frame& frame, model::LocalId local) {
  if (frame.context >= locals_.size()) locals_.resize(frame.context + 1);
  std::vector<EntityId>& known = locals_[frame.context];
  if (known.empty()) known.resize(unit_.functions[frame.function].locals.size());
  if (known[local] == 0) known[local] = newLocal(frame, local);
  return known[local];
}

EntityId PathEntities::newLocal(const Frame& frame, model::LocalId local) {
  bool isNew = false;
  EntityId id = table_.intern({Entity::Local, {frame.context, local}}, isNew);
  const model::Local& declared = unit_.functions[frame.function].locals[local];
  Entity& entity = table_[id];
  entity.local = local;
  entity.function = frame.function;
  entity.name = declared.name;
  entity.location = declared.location;
  return id;
}

EntityId PathEntities::global(model::SymbolId symbol) {
  bool isNew = false;
  EntityId id = table_.intern({Entity::Global, {symbol}}, isNew);
  if (!isNew) return id;
  Entity& entity = table_[id];
  entity.symbol = symbol;
  entity.name = unit_.symbol(symbol).rsplit(':').second.str();
  if (entity.name.empty()) entity.name = unit_.symbol(symbol).str();
  return id;
}

EntityId PathEntities::atInstruction(const PathState& state, Entity::Kind kind, bool& isNew) {
  const Frame& frame = state.frame();
  return table_.intern(
      {kind, {frame.context, frame.block, frame.index, frame.visits[frame.block], state.fiber}},
      isNew);
}

EntityId PathEntities::made(const PathState& state, Entity::Kind kind,
                            const Instruction& instruction) {
  bool isNew = false;
  EntityId id = atInstruction(state, kind, isNew);
  if (!isNew) return id;
  Entity& entity = table_[id];
  entity.type = instruction.type;
  entity.function = instruction.function;
  entity.location = instruction.location;
  return id;
}

Abstract PathEntities::unknownResult(const PathState& state) {
  bool isNew = false;
  EntityId id = atInstruction(state, Entity::Symbolic, isNew);
  if (isNew) {
    table_[id].source.base = id;
    table_[id].isOpaque = true;
  }
  return Abstract::reference(id);
}

Abstract PathEntities::unknownCount(const PathState& state) {
  bool isNew = false;
  EntityId id = atInstruction(state, Entity::Symbolic, isNew);
  if (isNew) table_[id].isImprecise = true;
  return Abstract::reference(id);
}

EntityId PathEntities::unknownElement(const PathState& state, EntityId container) {
  bool isNew = false;
  EntityId id = atInstruction(state, Entity::Symbolic, isNew);
  if (!isNew) return id;
  Entity& entity = table_[id];
  entity.source = {container, Slot::kElement, -1};
  entity.isOpaque = true;
  entity.name = table_[container].name;
  return id;
}

Abstract PathEntities::initialContent(const Slot& slot) {
  bool isNew = false;
  EntityId id =
      table_.intern({Entity::Symbolic, {Initial, slot.base, slot.field, slot.index}}, isNew);
  if (isNew) {
    Entity& entity = table_[id];
    const Entity& base = table_[slot.base];
    entity.source = slot;
    entity.isImprecise = base.isImprecise;
    entity.isOpaque = base.isOpaque;
    entity.name = slotName(slot);
  }
  return Abstract::reference(id);
}

Abstract PathEntities::contentAfterCall(const PathState& state, const Slot& slot) {
  const Frame& frame = state.frame();
  bool isNew = false;
  EntityId id = table_.intern(
      {Entity::Symbolic,
       {AfterCall, slot.base, slot.field, slot.index, frame.context, frame.block, frame.index}},
      isNew);
  if (isNew) {
    Entity& entity = table_[id];
    entity.isOpaque = true;
    entity.source = slot;
    entity.name = slotName(slot);
  }
  return Abstract::reference(id);
}

Abstract PathEntities::contentAfterSpawn(const PathState& state, const Slot& slot) {
  const Frame& frame = state.frame();
  bool isNew = false;
  EntityId id = table_.intern(
      {Entity::Symbolic,
       {AfterSpawn, slot.base, slot.field, slot.index, frame.context, frame.block, frame.index}},
      isNew);
  if (isNew) {
    Entity& entity = table_[id];
    entity.isImprecise = true;
    entity.source = slot;
    entity.name = slotName(slot);
  }
  return Abstract::reference(id);
}

Abstract PathEntities::comparison(Relation relation, Abstract a, Abstract b) {
  bool isEquality = relation == Relation::Equal || relation == Relation::NotEqual;
  if (isEquality ? b < a : relation == Relation::Greater || relation == Relation::LessEqual) {
    std::swap(a, b);
    relation = mirrored(relation);
  }
  bool isNegated = relation == Relation::NotEqual || relation == Relation::GreaterEqual;
  Relation asked = isEquality ? Relation::Equal : Relation::Less;
  Abstract holds = expression(Entity::Compare, asked, a, b);
  return isNegated ? expression(Entity::Not, Relation::Equal, holds, {}) : holds;
}

Abstract PathEntities::expression(Entity::Kind kind, Relation relation, const Abstract& a,
                                  const Abstract& b) {
  // An address is told apart by its slot, any other value by its number.
  auto first = [](const Abstract& value) {
    bool isAddress = value.kind == Abstract::Address || value.kind == Abstract::View;
    return isAddress ? int64_t{value.slot.base} << 32 | value.slot.field : value.number;
  };
  EntityTable::Key key{kind,
                       {static_cast<int64_t>(relation), a.kind, first(a), a.slot.index, b.kind,
                        first(b), b.slot.index}};
  bool isNew = false;
  EntityId id = table_.intern(key, isNew);
  if (isNew) {
    Entity& entity = table_[id];
    entity.relation = relation;
    entity.left = a;
    entity.right = b;
    entity.isImprecise = isImprecise(a) || isImprecise(b);
    entity.isOpaque = isOpaque(a) || isOpaque(b);
  }
  return Abstract::reference(id);
}

std::string PathEntities::slotName(const Slot& slot) const {
  if (slot.field >= unit_.symbols.size()) return table_[slot.base].name;
  llvm::StringRef name = unit_.symbol(slot.field);
  size_t colon = name.rfind("::");
  return (colon == llvm::StringRef::npos ? name : name.substr(colon + 2)).str();
}

void PathEntities::nameAfter(EntityId stored, const Slot& slot) {
  if (!table_[stored].name.empty()) return;
  if (slot.field == Slot::kContent && table_[slot.base].kind == Entity::Object) return;
  // The fields of pairs, tuples and the functions that cancel are not the author's names.
  if (slot.field < unit_.symbols.size() && (unit_.symbol(slot.field).starts_with("std::") ||
                                            unit_.symbol(slot.field).starts_with("cancel::")))
    return;
  std::string name = slotName(slot);
  if (name != "this" && name != "(result)") table_[stored].name = std::move(name);
}

}  // namespace chanvet::flow
