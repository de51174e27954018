// Durations: objects with one field, the time in nanoseconds, whatever their own unit is. Known are
// those that the compiler can compute, and what is converted, copied, added and subtracted from
// them; conversions that are implicit lose nothing.
#include "model/FunctionLowering.h"

namespace chanvet::model {

namespace {

constexpr llvm::StringLiteral kNanoseconds = "duration::nanoseconds";

bool isOfStd(const clang::CXXRecordDecl* record) {
  const clang::DeclContext* context = record->getDeclContext();
  while (!context->isTranslationUnit() && !context->isStdNamespace())
    context = context->getParent();
  return context->isStdNamespace();
}

const clang::ClassTemplateSpecializationDecl* durationClass(clang::QualType type) {
  if (type.isNull()) return nullptr;
  auto* record = llvm::dyn_cast_or_null<clang::ClassTemplateSpecializationDecl>(
      type.getNonReferenceType()->getAsCXXRecordDecl());
  bool isDuration = record && isOfStd(record) && record->getIdentifier() &&
                    record->getName() == "duration" && record->getTemplateArgs().size() == 2;
  return isDuration && record->getTemplateArgs()[0].getKind() == clang::TemplateArgument::Type
             ? record
             : nullptr;
}

// How many nanoseconds a tick of the class is; nothing where that is no whole number.
std::optional<int64_t> nanosecondsPerTick(const clang::ClassTemplateSpecializationDecl* duration) {
  auto* ratio = llvm::dyn_cast_or_null<clang::ClassTemplateSpecializationDecl>(
      duration->getTemplateArgs()[1].getAsType()->getAsCXXRecordDecl());
  if (!ratio || ratio->getTemplateArgs().size() != 2) return std::nullopt;
  constexpr int64_t kSecond = 1'000'000'000;
  int64_t numerator = ratio->getTemplateArgs()[0].getAsIntegral().getExtValue();
  int64_t denominator = ratio->getTemplateArgs()[1].getAsIntegral().getExtValue();
  std::optional<int64_t> product = compute(numerator, Arithmetic::Multiply, kSecond);
  if (!product || denominator == 0 || *product % denominator != 0) return std::nullopt;
  return *product / denominator;
}

// The nanoseconds of a constant.
std::optional<int64_t> constantDuration(const clang::Expr* expression,
                                        const clang::ASTContext& context) {
  const auto* duration = durationClass(expression->getType());
  clang::Expr::EvalResult result;
  if (expression->isValueDependent() || !expression->EvaluateAsRValue(result, context) ||
      !result.Val.isStruct() || result.Val.getStructNumFields() != 1 ||
      !result.Val.getStructField(0).isInt())
    return std::nullopt;
  std::optional<int64_t> tick = nanosecondsPerTick(duration);
  const llvm::APSInt& ticks = result.Val.getStructField(0).getInt();
  if (!tick || !ticks.isRepresentableByInt64()) return std::nullopt;
  return compute(ticks.getExtValue(), Arithmetic::Multiply, *tick);
}

}  // namespace

Value FunctionLowering::makeDuration(Value nanoseconds, Location location) {
  Value object = newObject(location);
  store(fieldSlot(object, unit_.symbol(kNanoseconds), location), nanoseconds, location);
  return object;
}

Value FunctionLowering::nanosecondsOf(const clang::Expr* duration) {
  Value object = duration->isGLValue() ? lvalue(duration) : rvalue(duration);
  Location location = locate(duration);
  return load(fieldSlot(object, unit_.symbol(kNanoseconds), location), location);
}

// A constant, or what is converted from another duration.
std::optional<Value> FunctionLowering::durationRvalue(const clang::Expr* expression) {
  if (expression->isGLValue() || !durationClass(expression->getType())) return std::nullopt;
  Location location = locate(expression);
  if (std::optional<int64_t> constant = constantDuration(expression, unit_.context()))
    return makeDuration(Value::constant(*constant), location);
  auto* converted = llvm::dyn_cast<clang::CXXConstructExpr>(expression);
  bool isConversion = converted && converted->getNumArgs() == 1 &&
                      !converted->getConstructor()->isCopyOrMoveConstructor() &&
                      durationClass(converted->getArg(0)->getType());
  if (!isConversion) return std::nullopt;
  return makeDuration(nanosecondsOf(converted->getArg(0)), location);
}

// What changes a duration. By something that is not followed, it is unknown.
std::optional<Value> FunctionLowering::changeDuration(const clang::CXXOperatorCallExpr* call) {
  if (call->getNumArgs() == 0 || !durationClass(call->getArg(0)->getType())) return std::nullopt;
  clang::OverloadedOperatorKind kind = call->getOperator();
  bool adds = kind == clang::OO_PlusEqual, subtracts = kind == clang::OO_MinusEqual;
  bool isStep = kind == clang::OO_PlusPlus || kind == clang::OO_MinusMinus;
  if (!call->isAssignmentOp() && !isStep) return std::nullopt;
  Location location = locate(call);
  bool isDuration = call->getNumArgs() == 2 && durationClass(call->getArg(1)->getType());
  Value given = isDuration ? nanosecondsOf(call->getArg(1)) : Value::unknown();
  Value object = lvalue(call->getArg(0));
  Value slot = fieldSlot(object, unit_.symbol(kNanoseconds), location);
  if (adds || subtracts)
    given = compute(load(slot, location), adds ? Arithmetic::Add : Arithmetic::Subtract, given,
                    location);
  bool isFollowed = adds || subtracts || kind == clang::OO_Equal;
  store(slot, isFollowed ? given : Value::unknown(), location);
  return call->isGLValue() ? object : Value::unknown();
}

std::optional<Value> FunctionLowering::betweenDurations(clang::BinaryOperatorKind kind,
                                                        const clang::Expr* left,
                                                        const clang::Expr* right,
                                                        Location location) {
  std::optional<Relation> relation = relationOf(kind);
  bool isSum = kind == clang::BO_Add, isDifference = kind == clang::BO_Sub;
  bool isFollowed = relation || isSum || isDifference;
  if (!isFollowed || !durationClass(left->getType()) || !durationClass(right->getType()))
    return std::nullopt;
  Value first = nanosecondsOf(left), second = nanosecondsOf(right);
  if (relation) return emitResult(Opcode::Compare, {first, second}, location, *relation);
  Arithmetic arithmetic = isSum ? Arithmetic::Add : Arithmetic::Subtract;
  return makeDuration(compute(first, arithmetic, second, location), location);
}

// A comparison that is written in terms of another operator.
std::optional<Value> FunctionLowering::rewrittenDurations(
    const clang::CXXRewrittenBinaryOperator* expression) {
  return betweenDurations(expression->getOperator(), expression->getLHS(), expression->getRHS(),
                          locate(expression));
}

// An operator between durations: a comparison, a sum, a difference, an assignment.
std::optional<Value> FunctionLowering::durationCall(const clang::CallExpr* expression) {
  auto* called = llvm::dyn_cast<clang::CXXOperatorCallExpr>(expression);
  if (!called) return std::nullopt;
  if (std::optional<Value> changed = changeDuration(called)) return changed;
  if (called->getNumArgs() != 2 || !called->isInfixBinaryOp()) return std::nullopt;
  clang::BinaryOperatorKind kind =
      clang::BinaryOperator::getOverloadedOpcode(called->getOperator());
  return betweenDurations(kind, called->getArg(0), called->getArg(1), locate(expression));
}

}  // namespace chanvet::model
