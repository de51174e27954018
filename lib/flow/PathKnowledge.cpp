#include "flow/PathKnowledge.h"

#include <llvm/ADT/STLExtras.h>
#include <llvm/Support/ErrorHandling.h>

namespace chanvet::flow {

using model::Relation;

namespace {

bool isZero(const Abstract& value) {
  return value.kind == Abstract::Null || (value.kind == Abstract::Integer && value.number == 0);
}

// As a pointer or a number; null counts as 0.
std::optional<int64_t> number(const Abstract& value) {
  if (value.kind == Abstract::Integer) return value.number;
  if (value.kind == Abstract::Null) return 0;
  return std::nullopt;
}

bool related(Relation relation, int64_t a, int64_t b) {
  switch (relation) {
    case Relation::Equal:
      return a == b;
    case Relation::NotEqual:
      return a != b;
    case Relation::Less:
      return a < b;
    case Relation::LessEqual:
      return a <= b;
    case Relation::Greater:
      return a > b;
    case Relation::GreaterEqual:
      return a >= b;
  }
  llvm_unreachable("a relation");
}

bool isEquality(Relation relation) {
  return relation == Relation::Equal || relation == Relation::NotEqual;
}

// What a slot held at first can be loaded again at any time, a result of a call cannot.
bool isContent(const Entity& entity, EntityId id) {
  return entity.kind == Entity::Symbolic && entity.source.base != id && entity.source.base != 0;
}

}  // namespace

Abstract PathKnowledge::known(const PathState& state, const Abstract& value) const {
  if (!value.isReference()) return value;
  auto fact = state.facts.find(value.entity());
  if (fact == state.facts.end()) return value;
  if (fact->second.kind == Fact::Equals) return fact->second.other;
  if (fact->second.kind == Fact::IsNull) return Abstract::null();
  return value;
}

std::optional<bool> PathKnowledge::truth(const PathState& state, const Abstract& raw) const {
  Abstract value = known(state, raw);
  switch (value.kind) {
    case Abstract::Integer:
      return value.number != 0;
    case Abstract::Null:
      return false;
    case Abstract::Address:
    case Abstract::Function:
      return true;
    case Abstract::Unknown:
    case Abstract::View:
      return std::nullopt;
    case Abstract::Reference:
      break;
  }
  const Entity& entity = entities_[value.entity()];
  if (entity.kind < Entity::Symbolic || state.facts.contains(value.entity())) return true;
  return truthOfExpression(state, entity);
}

std::optional<bool> PathKnowledge::truthOfExpression(const PathState& state,
                                                     const Entity& entity) const {
  switch (entity.kind) {
    case Entity::Not: {
      std::optional<bool> inner = truth(state, entity.left);
      return inner ? std::optional(!*inner) : std::nullopt;
    }
    case Entity::And:
    case Entity::Or: {
      // The truth of one side that settles the whole.
      bool settles = entity.kind == Entity::Or;
      std::optional<bool> a = truth(state, entity.left), b = truth(state, entity.right);
      if (a == settles || b == settles) return settles;
      return a && b ? std::optional(!settles) : std::nullopt;
    }
    case Entity::Compare:
      return compared(state, entity.relation, entity.left, entity.right);
    default:
      return std::nullopt;
  }
}

std::optional<bool> PathKnowledge::compared(const PathState& state, Relation relation,
                                            const Abstract& rawA, const Abstract& rawB) const {
  Abstract a = known(state, rawA), b = known(state, rawB);
  std::optional<int64_t> numberA = number(a), numberB = number(b);
  if (numberA && numberB) return related(relation, *numberA, *numberB);
  if (!isEquality(relation)) return std::nullopt;
  bool whenEqual = relation == Relation::Equal;
  if (isZero(b))
    if (std::optional<bool> holds = truth(state, a)) return whenEqual != *holds;
  if (isZero(a))
    if (std::optional<bool> holds = truth(state, b)) return whenEqual != *holds;
  if (entities_.isUnknown(a) || entities_.isUnknown(b)) {
    if (a == b && a.kind != Abstract::Unknown) return whenEqual;
    return std::nullopt;
  }
  return (a == b) == whenEqual;
}

bool PathKnowledge::assume(PathState& state, const Abstract& raw, bool holds) const {
  if (std::optional<bool> already = truth(state, raw)) return *already == holds;
  Abstract value = known(state, raw);
  if (!value.isReference()) return true;
  const Entity& entity = entities_[value.entity()];
  state.facts[value.entity()] = {holds ? Fact::NotNull : Fact::IsNull};
  switch (entity.kind) {
    case Entity::Not:
      return assume(state, entity.left, !holds);
    case Entity::And:
      return !holds || (assume(state, entity.left, true) && assume(state, entity.right, true));
    case Entity::Or:
      return holds || (assume(state, entity.left, false) && assume(state, entity.right, false));
    case Entity::Compare: {
      if (!isEquality(entity.relation)) return true;
      bool equal = (entity.relation == Relation::Equal) == holds;
      return assumeEqual(state, entity.left, entity.right, equal) &&
             assumeEqual(state, entity.right, entity.left, equal);
    }
    default:
      return true;
  }
}

bool PathKnowledge::assumeEqual(PathState& state, const Abstract& raw, const Abstract& rawOther,
                                bool equal) const {
  Abstract value = known(state, raw), other = known(state, rawOther);
  if (!value.isReference() || entities_[value.entity()].kind < Entity::Symbolic) return true;
  if (isZero(other)) return assume(state, value, !equal);
  if (!equal || other.kind == Abstract::Function || entities_.isUnknown(other)) return true;
  state.facts[value.entity()] = {Fact::Equals, other};
  return true;
}

void PathKnowledge::forgetDecisions(PathState& state, const UnitFacts& facts) {
  ++turn_;
  auto isForgotten = [&](const auto& fact) { return !isHeld(fact.first); };
  // Most facts are of what can be loaded again; then what is held need not be known.
  if (llvm::none_of(state.facts, isForgotten)) return;
  hold(state, facts);
  erase_if(state.facts, isForgotten);
}

// The values that the path can come back to: in memory, in registers that are read in other blocks,
// and what those are made of.
void PathKnowledge::hold(const PathState& state, const UnitFacts& facts) {
  heldIn_.resize(entities_.size());
  EntityId base = 0;
  for (const auto& [slot, content] : state.memory) {
    hold(content);
    // Slots of one object follow each other.
    if (slot.base != base) hold(Abstract::reference(slot.base));
    base = slot.base;
  }
  for (const Frame& frame : state.frames)
    for (model::Register crossing : facts.graph(frame.function).crossing())
      hold(frame.registers[crossing]);
}

void PathKnowledge::hold(const Abstract& value) {
  if (!value.isReference() || heldIn_[value.entity()] == turn_) return;
  heldIn_[value.entity()] = turn_;
  const Entity& entity = entities_[value.entity()];
  hold(entity.left);
  hold(entity.right);
}

// A fact about a comparison stays as long as both sides can be compared again.
bool PathKnowledge::isHeld(EntityId id) const {
  if (id < heldIn_.size() && heldIn_[id] == turn_) return true;
  const Entity& entity = entities_[id];
  if (entity.kind <= Entity::Symbolic) return isContent(entity, id);
  const Abstract &left = entity.left, &right = entity.right;
  return (!left.isReference() || isHeld(left.entity())) &&
         (!right.isReference() || isHeld(right.entity()));
}

}  // namespace chanvet::flow
