// Atomics: slots that are read and written in one step.
#include "model/FunctionLowering.h"

namespace chanvet::model {

Value FunctionLowering::atomic(const Site& site) {
  switch (site.spec->kind) {
    case OpKind::Load: {
      Value content = emitResult(Opcode::Load, {receiverSlot(site)}, site.location);
      out_.blocks[current_].instructions.back().atomic = true;
      return content;
    }
    case OpKind::Store: {
      const clang::Expr* given = operandExpression(site, site.spec->value);
      Value value = given ? valueOf(given) : Value::constant(0);
      emit(Opcode::Store, {receiverSlot(site), value}, site.location).atomic = true;
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

// The operand is `otherwise` where the call does not give it.
Value FunctionLowering::update(const Site& site, Arithmetic arithmetic, int64_t otherwise,
                               bool yieldsOld) {
  const clang::Expr* given = operandExpression(site, site.spec->value);
  Value by = given ? valueOf(given) : Value::constant(otherwise);
  Value before = emitResult(Opcode::Update, {receiverSlot(site), by}, site.location);
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
