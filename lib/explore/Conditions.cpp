// What conditions on unknowns say, and what follows from the way that was taken.
#include <array>
#include <set>

#include <llvm/ADT/STLExtras.h>

#include "explore/Runner.h"

namespace chanvet::explore {

using model::Arithmetic;
using model::Relation;

namespace {

Relation inverted(Relation relation) {
  switch (relation) {
    case Relation::Equal:
      return Relation::NotEqual;
    case Relation::NotEqual:
      return Relation::Equal;
    case Relation::Less:
      return Relation::GreaterEqual;
    case Relation::LessEqual:
      return Relation::Greater;
    case Relation::Greater:
      return Relation::LessEqual;
    case Relation::GreaterEqual:
      return Relation::Less;
  }
  return relation;
}

// a < b as seen from b.
Relation mirrored(Relation relation) {
  switch (relation) {
    case Relation::Less:
      return Relation::Greater;
    case Relation::LessEqual:
      return Relation::GreaterEqual;
    case Relation::Greater:
      return Relation::Less;
    case Relation::GreaterEqual:
      return Relation::LessEqual;
    default:
      return relation;
  }
}

bool holds(int64_t left, Relation relation, int64_t right) {
  switch (relation) {
    case Relation::Equal:
      return left == right;
    case Relation::NotEqual:
      return left != right;
    case Relation::Less:
      return left < right;
    case Relation::LessEqual:
      return left <= right;
    case Relation::Greater:
      return left > right;
    case Relation::GreaterEqual:
      return left >= right;
  }
  return false;
}

void narrow(Knowledge& known, Relation relation, int64_t number) {
  switch (relation) {
    case Relation::Equal:
      known.low = known.high = number;
      break;
    case Relation::NotEqual:
      if (known.low == number)
        ++known.low;
      else if (known.high == number)
        --known.high;
      else
        known.isNot.push_back(number);
      break;
    case Relation::Less:
      known.high = std::min(known.high, number - 1);
      break;
    case Relation::LessEqual:
      known.high = std::min(known.high, number);
      break;
    case Relation::Greater:
      known.low = std::max(known.low, number + 1);
      break;
    case Relation::GreaterEqual:
      known.low = std::max(known.low, number);
      break;
  }
}

Datum ofBool(bool value) { return Datum::ofNumber(value); }

Datum test(Datum unknown, Relation relation, int64_t number) {
  Datum datum;
  datum.kind = Datum::Test;
  datum.object = unknown.object;
  datum.relation = relation;
  datum.number = number - unknown.number;
  return datum;
}

Datum testNull(Datum unknown, Relation relation) {
  Datum datum = test(unknown, relation, 0);
  datum.againstNull = true;
  return datum;
}

// A null pointer that an optional holds is something to who asks whether there is nothing.
bool areBothNull(const Datum& left, const Datum& right) {
  bool asksForNothing = left == Datum::nothing() || right == Datum::nothing();
  if (asksForNothing && (left == Datum::heldNull() || right == Datum::heldNull())) return false;
  return left.kind == Datum::Null && right.kind == Datum::Null;
}

bool isIdentified(const Datum& datum) { return datum.kind == Datum::Unknown && datum.object; }

}  // namespace

Datum Runner::compare(Datum left, Relation relation, Datum right) {
  if (left.kind == Datum::Null || isIdentified(right)) {
    std::swap(left, right);
    relation = mirrored(relation);
  }
  bool isEquality = relation == Relation::Equal || relation == Relation::NotEqual;
  if (right.kind == Datum::Null) {
    if (isIdentified(left)) return testNull(left, relation);
    if (left.kind == Datum::Unknown || left.kind == Datum::Test) return Datum::unknown();
    return ofBool(areBothNull(left, right) == (relation == Relation::Equal));
  }
  if (left.isNumber() && right.isNumber())
    return ofBool(holds(left.number, relation, right.number));
  if (left.kind == Datum::Text) std::swap(left, right);
  if (right.kind == Datum::Text && isEquality) return compareText(left, relation, right);
  if (isIdentified(left) && right.isNumber()) return test(left, relation, right.number);
  if (isIdentified(left) && isIdentified(right))
    return left.object == right.object ? ofBool(holds(left.number, relation, right.number))
                                       : compareInputs(left, relation, right);
  if (left.kind == Datum::Test && right.isNumber() && isEquality) {
    bool wantsTrue = (right.number != 0) == (relation == Relation::Equal);
    return wantsTrue ? left : negate(left);
  }
  if (left.refersToObject() && right.refersToObject() && isEquality)
    return ofBool((left == right) == (relation == Relation::Equal));
  return Datum::unknown();
}

// An input that is compared with texts is one of them, or none.
Datum Runner::compareText(Datum left, Relation relation, Datum text) {
  if (left.kind == Datum::Text) return ofBool((left == text) == (relation == Relation::Equal));
  if (!isIdentified(left)) return Datum::unknown();
  // One of another length is another one.
  auto length = computedFrom({left.object, 0, 0, Arithmetic::Replace, kLength});
  int64_t wanted = literalOf(text)->size();
  if (length && decide(test(Datum::unknown(*length), Relation::Equal, wanted)) == false)
    return ofBool(relation == Relation::NotEqual);
  return test(left, relation, kTexts + text.object);
}

// The literal that a text is, also an input that has to be one by the way that was taken.
std::optional<llvm::StringRef> Runner::literalOf(Datum text) const {
  if (std::optional<int64_t> number = exactly(text); number && *number >= kTexts)
    text = Datum::text(*number - kTexts);
  if (text.kind != Datum::Text) return std::nullopt;
  return unit_.symbol(text.object).drop_front().drop_back();
}

// Whether it has been found that the text is not empty.
bool Runner::isNotEmpty(const Knowledge& text) const {
  return llvm::any_of(text.isNot, [&](int64_t number) {
    return number >= kTexts && literalOf(Datum::text(number - kTexts))->empty();
  });
}

// Parts of an input, its length or a character, are inputs: the same ones whenever they are asked
// for.
Datum Runner::partOfText(Datum text, int64_t part) {
  if (!isIdentified(text)) return lost();
  const Origin origin{text.object, 0, 0, Arithmetic::Replace, part};
  if (std::optional<UnknownId> known = computedFrom(origin)) return Datum::unknown(*known);
  Datum made = state_.freshUnknown();
  const Knowledge whole = state_.know(text.object);
  Knowledge& known = state_.know(made.object);
  known.origin = origin;
  known.isLost = whole.isLost;
  known.isAssumed = whole.isAssumed;
  if (part == kLength) known.low = isNotEmpty(whole) ? 1 : 0;
  return made;
}

Datum Runner::lengthOf(Datum text) {
  if (std::optional<llvm::StringRef> literal = literalOf(text))
    return Datum::ofNumber(literal->size());
  return partOfText(text, kLength);
}

Datum Runner::character(Datum text, Datum index) {
  if (!index.isNumber() || index.number < 0) return lost();
  std::optional<llvm::StringRef> literal = literalOf(text);
  if (!literal) return partOfText(text, index.number);
  bool isInside = static_cast<uint64_t>(index.number) < literal->size();
  return isInside ? Datum::ofNumber((*literal)[index.number]) : lost();
}

// Two inputs differ by an input.
Datum Runner::compareInputs(Datum left, Relation relation, Datum right) {
  if (left.object > right.object) {
    std::swap(left, right);
    relation = mirrored(relation);
  }
  Datum difference = derive({left.object, right.object, 0, Arithmetic::Subtract, 0});
  if (!isIdentified(difference)) return Datum::unknown();
  return test(difference, relation, right.number - left.number);
}

Datum Runner::compute(Datum left, Arithmetic arithmetic, Datum right) {
  if (arithmetic == Arithmetic::Replace) return right;
  if (std::optional<int64_t> number = exactly(left)) left = Datum::ofNumber(*number);
  if (std::optional<int64_t> number = exactly(right)) right = Datum::ofNumber(*number);
  if (left.isNumber() && right.isNumber()) {
    std::optional<int64_t> number = model::compute(left.number, arithmetic, right.number);
    return number ? Datum::ofNumber(*number) : Datum::unknown();
  }
  bool commutes = arithmetic == Arithmetic::Add || arithmetic == Arithmetic::Multiply;
  if (commutes && isIdentified(right)) std::swap(left, right);
  if (isIdentified(left) && isIdentified(right)) return computeOfInputs(left, arithmetic, right);
  if (!isIdentified(left) || !right.isNumber()) return Datum::unknown();
  if (arithmetic != Arithmetic::Add)
    return derive({left.object, 0, left.number, arithmetic, right.number});
  left.number += right.number;
  return left;
}

Datum Runner::computeOfInputs(Datum left, Arithmetic arithmetic, Datum right) {
  bool adds = arithmetic == Arithmetic::Add;
  if (!adds && arithmetic != Arithmetic::Subtract) return Datum::unknown();
  if (adds && left.object > right.object) std::swap(left, right);
  Datum derived = derive({left.object, right.object, 0, arithmetic, 0});
  if (isIdentified(derived))
    derived.number += adds ? left.number + right.number : left.number - right.number;
  return derived;
}

// The unknowns that one was computed from, itself among them.
std::set<UnknownId> Runner::sourcesOf(UnknownId id) const {
  std::set<UnknownId> sources;
  std::vector<UnknownId> work{id};
  while (!work.empty()) {
    UnknownId at = work.back();
    work.pop_back();
    if (at == 0 || !sources.insert(at).second) continue;
    const Knowledge* known = state_.known(at);
    // What a length says of its text is looked at where texts are compared.
    if (!known || known->origin.arithmetic == Arithmetic::Replace) continue;
    work.push_back(known->origin.of);
    work.push_back(known->origin.with);
  }
  return sources;
}

bool Runner::areIndependent(UnknownId a, UnknownId b) const {
  std::set<UnknownId> ofA = sourcesOf(a);
  return llvm::none_of(sourcesOf(b), [&](UnknownId source) { return ofA.contains(source); });
}

// The unknown that was made when the same was computed before.
std::optional<UnknownId> Runner::computedFrom(const Origin& origin) const {
  auto known = llvm::find_if(state_.knowledge, [&](auto& one) { return one.origin == origin; });
  return known == state_.knowledge.end() ? std::nullopt : std::optional(known->id);
}

// What is computed from an input of which nothing is known is an input as well, also together with
// another number that it does not depend on: the same one whenever it is computed.
Datum Runner::derive(const Origin& origin) {
  if (std::optional<UnknownId> known = computedFrom(origin)) return Datum::unknown(*known);
  bool anyFree = false;
  for (UnknownId operand : {origin.of, origin.with}) {
    const Knowledge* known = state_.known(operand);
    if (known && !known->isInput()) return Datum::unknown();
    anyFree |= operand != 0 && (!known || known->isFree());
  }
  if (!anyFree || !areIndependent(origin.of, origin.with)) return Datum::unknown();
  Datum derived = state_.freshUnknown();
  state_.know(derived.object).origin = origin;
  return derived;
}

Datum Runner::negate(Datum datum) {
  if (std::optional<bool> known = truth(datum)) return ofBool(!*known);
  if (datum.kind == Datum::Test) datum.relation = inverted(datum.relation);
  if (isIdentified(datum)) return test(datum, Relation::Equal, 0);
  return datum;
}

std::optional<bool> Runner::truth(Datum datum) const {
  switch (datum.kind) {
    case Datum::Number:
      return datum.number != 0;
    case Datum::Null:
      return false;
    case Datum::Object:
    case Datum::Slot:
    case Datum::Function:
    case Datum::Text:
      return true;
    case Datum::Test:
      return decide(datum);
    case Datum::Unknown:
      if (datum.object) return decide(test(datum, Relation::NotEqual, 0));
      return std::nullopt;
  }
  return std::nullopt;
}

std::optional<bool> Runner::decide(const Datum& condition) const {
  const Knowledge* known = state_.known(condition.object);
  if (!known) return std::nullopt;
  if (condition.againstNull) {
    if (known->null == Knowledge::MaybeNull) return std::nullopt;
    return (known->null == Knowledge::IsNull) == (condition.relation == Relation::Equal);
  }
  int64_t number = condition.number;
  bool canBe = known->low <= number && number <= known->high &&
               std::find(known->isNot.begin(), known->isNot.end(), number) == known->isNot.end();
  switch (condition.relation) {
    case Relation::Equal:
    case Relation::NotEqual: {
      bool whenEqual = condition.relation == Relation::Equal;
      if (!canBe) return !whenEqual;
      if (known->low == known->high) return whenEqual;
      return std::nullopt;
    }
    default:
      break;
  }
  bool low = holds(known->low, condition.relation, number);
  bool high = holds(known->high, condition.relation, number);
  if (low == high) return low;
  return std::nullopt;
}

// Once something is known of all but one of an unknown and what it was computed from, the last is
// no input any more: nothing tells which values are left to it.
void Runner::entangle(State& state, UnknownId id) {
  std::vector<std::array<UnknownId, 3>> families;
  for (const Knowledge& one : state.knowledge)
    if (one.origin.of && one.origin.arithmetic != Arithmetic::Replace &&
        (one.id == id || one.origin.of == id || one.origin.with == id))
      families.push_back({one.id, one.origin.of, one.origin.with});
  for (const auto& family : families) {
    std::vector<UnknownId> inputs;
    for (UnknownId member : family) {
      const Knowledge* known = state.known(member);
      if (member && (!known || known->isFree())) inputs.push_back(member);
    }
    if (inputs.size() == 1) state.know(inputs[0]).isAssumed = true;
  }
}

void Runner::assume(State& state, Datum condition, bool isTrue) {
  if (isIdentified(condition)) condition = test(condition, Relation::NotEqual, 0);
  if (condition.kind != Datum::Test) return;
  Relation relation = isTrue ? condition.relation : inverted(condition.relation);
  Knowledge& known = state.know(condition.object);
  state.isGuess |= known.isLost || known.isAssumed;
  if (condition.againstNull) {
    known.null = relation == Relation::Equal ? Knowledge::IsNull : Knowledge::IsNotNull;
    return;
  }
  narrow(known, relation, condition.number);
  entangle(state, condition.object);
}

}  // namespace chanvet::explore
