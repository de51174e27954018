// Atomics: slots that are read and written in one step. So are the entries of a concurrent map; one
// that is not there holds what an empty optional does.
#include "model/FunctionLowering.h"

namespace chanvet::model {

Value FunctionLowering::atomic(const Site& site) {
  switch (site.spec->kind) {
    case OpKind::Load: {
      Value content = emitResult(Opcode::Load, {atomicSlot(site)}, site.location);
      out_.blocks[current_].instructions.back().atomic = true;
      return content;
    }
    case OpKind::Store: {
      Value slot = atomicSlot(site);
      storeAtomic(slot, atomicOperand(site, 0), site.location);
      return Value::unknown();
    }
    case OpKind::Exchange:
      return update(site, Arithmetic::Replace, 1, /*yieldsOld=*/true);
    case OpKind::CompareExchange:
      return compareExchange(site);
    case OpKind::FetchAdd:
      return update(site, Arithmetic::Add, 1, /*yieldsOld=*/true);
    case OpKind::FetchSub:
      return update(site, Arithmetic::Subtract, 1, /*yieldsOld=*/true);
    case OpKind::AddFetch:
      return update(site, Arithmetic::Add, 1, /*yieldsOld=*/isPostfix(site));
    case OpKind::SubFetch:
      return update(site, Arithmetic::Subtract, 1, /*yieldsOld=*/isPostfix(site));
    default:
      emit(Opcode::Havoc, {receiverSlot(site)}, site.location);
      return Value::unknown();
  }
}

bool FunctionLowering::isConcurrentMap(const Site& site) const {
  return site.cls && site.cls->kind == ClassKind::ConcurrentMap;
}

// The atomic itself; of a map, the entry under the key that comes first.
Value FunctionLowering::atomicSlot(const Site& site) {
  Value object = receiverSlot(site);
  if (!isConcurrentMap(site)) return object;
  if (object.kind == Value::Unknown || site.arguments.empty()) return Value::unknown();
  Value key = keyOf(site.arguments[0]);
  Value slot = emitResult(Opcode::Element, {object, key, absentEntry(site)}, site.location);
  Instruction& element = out_.blocks[current_].instructions.back();
  element.where = Where::Key;
  element.atomic = true;
  return slot;
}

// What the map that the call is about holds.
clang::QualType FunctionLowering::entryType(const Site& site) const {
  return pointeeOf(receiverType(site));
}

Value FunctionLowering::absentEntry(const Site& site) const {
  bool canBeNull = elementDefault(entryType(site)).kind == Value::Null;
  return canBeNull ? Value::nothing() : Value::null();
}

// What the call gives the atomic, or `otherwise`.
Value FunctionLowering::atomicOperand(const Site& site, int64_t otherwise) {
  const clang::Expr* given = operandExpression(site, site.spec->value);
  if (!given) return Value::constant(otherwise);
  if (!isConcurrentMap(site)) return valueOf(given);
  clang::QualType held = entryType(site);
  if (held.isNull()) return Value::unknown();
  Value value = constructForwarded(held, given, site.expression);
  bool isHeld = value.kind != Value::Unknown && absentEntry(site).kind == Value::Nothing;
  return isHeld ? emitResult(Opcode::Hold, {value}, site.location) : value;
}

void FunctionLowering::storeAtomic(Value slot, Value value, Location location) {
  emit(Opcode::Store, {slot, value}, location).atomic = true;
}

// Puts the value under a key that is new. The result is what is there afterwards, and whether it
// was put there.
Value FunctionLowering::insertEntry(const Site& site) {
  Value slot = atomicSlot(site), given = atomicOperand(site, 0), found = newObject(site.location);
  store(found, absentEntry(site), site.location);
  Value isNew = emitResult(Opcode::CompareExchange, {slot, found, given}, site.location);
  std::vector<TupleElement> parts = pairOf(site.type);
  if (parts.empty()) return isNew;
  Value before = load(found, site.location);
  Value entry = emitResult(Opcode::Choose, {isNew, given, before}, site.location);
  bool tellsNew = site.spec->okValue != "false";
  return makePair(parts, entry, tellsNew ? isNew : emitResult(Opcode::Not, {isNew}, site.location),
                  site.location);
}

Value FunctionLowering::removeEntry(const Site& site) {
  storeAtomic(atomicSlot(site), absentEntry(site), site.location);
  return Value::unknown();
}

// The operand is `otherwise` where the call does not give it.
Value FunctionLowering::update(const Site& site, Arithmetic arithmetic, int64_t otherwise,
                               bool yieldsOld) {
  Value slot = atomicSlot(site), by = atomicOperand(site, otherwise);
  Value before = emitResult(Opcode::Update, {slot, by}, site.location);
  out_.blocks[current_].instructions.back().arithmetic = arithmetic;
  return yieldsOld ? before : compute(before, arithmetic, by, site.location);
}

Value FunctionLowering::compareExchange(const Site& site) {
  const clang::Expr* desired = operandExpression(site, site.spec->value);
  if (!desired || site.arguments.empty()) return Value::unknown();
  Value to = valueOf(desired), expected = lvalue(site.arguments[0]);
  return emitResult(Opcode::CompareExchange, {receiverSlot(site), expected, to}, site.location);
}

// x++, whose operator has a parameter more.
bool FunctionLowering::isPostfix(const Site& site) {
  auto* call = llvm::dyn_cast<clang::CXXOperatorCallExpr>(site.expression);
  bool steps = call && (call->getOperator() == clang::OO_PlusPlus ||
                        call->getOperator() == clang::OO_MinusMinus);
  return steps && call->getNumArgs() == 2;
}

}  // namespace chanvet::model
