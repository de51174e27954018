// Operators in templates. How clang writes one with an operand of which the type is not known yet
// depends on whether any function with its name has been declared before: here it is a call if it
// is known what is called, else what it is for numbers.
#include "model/FunctionLowering.h"

namespace chanvet::model {

namespace {

// As clang does where no function has been declared.
const clang::Expr* plainOperator(const clang::CXXOperatorCallExpr* call,
                                 clang::ASTContext& context) {
  const clang::OverloadedOperatorKind kind = call->getOperator();
  const clang::SourceLocation location = call->getOperatorLoc();
  auto* left = const_cast<clang::Expr*>(call->getArg(0));
  const bool isStep = kind == clang::OO_PlusPlus || kind == clang::OO_MinusMinus;
  if (isStep || call->getNumArgs() == 1) {
    const bool isPostfix = call->getNumArgs() == 2;
    return clang::UnaryOperator::Create(
        context, left, clang::UnaryOperator::getOverloadedOpcode(kind, isPostfix),
        context.DependentTy, clang::VK_PRValue, clang::OK_Ordinary, location,
        /*CanOverflow=*/false, {});
  }
  auto* right = const_cast<clang::Expr*>(call->getArg(1));
  const clang::BinaryOperatorKind binary = clang::BinaryOperator::getOverloadedOpcode(kind);
  if (clang::BinaryOperator::isCompoundAssignmentOp(binary))
    return clang::CompoundAssignOperator::Create(context, left, right, binary, context.DependentTy,
                                                 clang::VK_LValue, clang::OK_Ordinary, location, {},
                                                 context.DependentTy, context.DependentTy);
  return clang::BinaryOperator::Create(context, left, right, binary, context.DependentTy,
                                       clang::VK_PRValue, clang::OK_Ordinary, location, {});
}

bool hasPlainForm(const clang::CXXOperatorCallExpr* call) {
  switch (call->getOperator()) {
    case clang::OO_Call:
    case clang::OO_Subscript:
    case clang::OO_Arrow:
    case clang::OO_ArrowStar:
      return false;
    default:
      return true;
  }
}

const clang::Expr* operatorCall(clang::OverloadedOperatorKind kind, const clang::Expr* written,
                                llvm::ArrayRef<const clang::Expr*> operands,
                                clang::SourceLocation location, clang::ASTContext& context) {
  const clang::FunctionDecl* callee = dialect::calleeOf(written, context);
  if (!callee) return written;
  auto* function = clang::DeclRefExpr::Create(
      context, {}, {}, const_cast<clang::FunctionDecl*>(callee),
      /*RefersToEnclosingVariableOrCapture=*/false, location, callee->getType(), clang::VK_LValue);
  llvm::SmallVector<clang::Expr*, 2> arguments;
  for (const clang::Expr* operand : operands)
    arguments.push_back(const_cast<clang::Expr*>(operand));
  return clang::CXXOperatorCallExpr::Create(context, kind, function, arguments, context.DependentTy,
                                            clang::VK_PRValue, location, {});
}

const clang::Expr* resolved(const clang::Expr* expression, clang::ASTContext& context) {
  if (auto* call = llvm::dyn_cast<clang::CXXOperatorCallExpr>(expression))
    return hasPlainForm(call) && !dialect::calleeOf(call, context) ? plainOperator(call, context)
                                                                   : expression;
  if (auto* binary = llvm::dyn_cast<clang::BinaryOperator>(expression))
    return operatorCall(clang::BinaryOperator::getOverloadedOperator(binary->getOpcode()),
                        expression, {binary->getLHS(), binary->getRHS()}, binary->getOperatorLoc(),
                        context);
  auto* unary = llvm::cast<clang::UnaryOperator>(expression);
  return operatorCall(clang::UnaryOperator::getOverloadedOperator(unary->getOpcode()), expression,
                      {unary->getSubExpr()}, unary->getOperatorLoc(), context);
}

}  // namespace

const clang::Expr* FunctionLowering::resolvedOperator(const clang::Expr* expression) {
  bool isOperator =
      llvm::isa<clang::CXXOperatorCallExpr, clang::BinaryOperator, clang::UnaryOperator>(
          expression);
  if (!isOperator || !expression->isTypeDependent()) return expression;
  auto [known, isNew] = resolvedOperators_.try_emplace(expression, expression);
  if (isNew) known->second = resolved(expression, unit_.context());
  return known->second;
}

}  // namespace chanvet::model
