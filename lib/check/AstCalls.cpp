#include "check/AstCalls.h"

#include <clang/AST/DeclTemplate.h>
#include <clang/AST/ExprCXX.h>
#include <llvm/ADT/STLExtras.h>

#include "dialect/Resolver.h"

namespace chanvet::check {

using clang::CallExpr;
using clang::Expr;

const Expr* asWritten(const Expr* expression) {
  return expression->IgnoreImplicit()->IgnoreParens()->IgnoreImplicit();
}

const CallExpr* callOf(const Expr* expression) {
  expression = asWritten(expression);
  if (auto* await = llvm::dyn_cast<clang::CoawaitExpr>(expression))
    expression = asWritten(await->getOperand());
  return llvm::dyn_cast<CallExpr>(expression);
}

namespace {

Arguments withoutDefaults(Arguments arguments) {
  while (!arguments.empty() && llvm::isa<clang::CXXDefaultArgExpr>(arguments.back()))
    arguments = arguments.drop_back();
  return arguments;
}

}  // namespace

Arguments writtenArguments(const CallExpr* call) {
  Arguments arguments = withoutDefaults({call->getArgs(), call->getNumArgs()});
  bool isOnObject = llvm::isa<clang::CXXOperatorCallExpr>(call) &&
                    llvm::isa_and_nonnull<clang::CXXMethodDecl>(call->getCalleeDecl());
  return isOnObject ? arguments.drop_front() : arguments;
}

Arguments writtenArguments(const clang::CXXConstructExpr* construction) {
  return withoutDefaults({construction->getArgs(), construction->getNumArgs()});
}

std::string nameOf(const Expr* callable, llvm::StringRef other) {
  callable = asWritten(callable);
  if (auto* unary = llvm::dyn_cast<clang::UnaryOperator>(callable))
    callable = asWritten(unary->getSubExpr());
  const clang::NamedDecl* named = nullptr;
  if (auto* reference = llvm::dyn_cast<clang::DeclRefExpr>(callable)) named = reference->getDecl();
  if (auto* member = llvm::dyn_cast<clang::MemberExpr>(callable)) named = member->getMemberDecl();
  if (named) return "'" + named->getNameAsString() + "'";
  // In a template, whose object has any type.
  auto* dependent = llvm::dyn_cast<clang::CXXDependentScopeMemberExpr>(callable);
  return dependent ? "'" + dependent->getMember().getAsString() + "'" : other.str();
}

std::string nameOfCallee(const CallExpr* call) {
  auto* operation = llvm::dyn_cast<clang::CXXOperatorCallExpr>(call);
  bool callsObject = operation && operation->getOperator() == clang::OO_Call;
  return nameOf(callsObject ? operation->getArg(0) : call->getCallee(), "this call");
}

bool isNamed(const clang::NamedDecl* declaration, llvm::StringRef name) {
  return declaration->getIdentifier() && declaration->getName() == name;
}

llvm::SmallVector<clang::QualType, 4> typeArguments(clang::QualType type) {
  llvm::SmallVector<clang::QualType, 4> types;
  auto* record =
      llvm::dyn_cast_or_null<clang::ClassTemplateSpecializationDecl>(type->getAsCXXRecordDecl());
  if (!record) return types;
  auto add = [&](const clang::TemplateArgument& argument) {
    if (argument.getKind() == clang::TemplateArgument::Type) types.push_back(argument.getAsType());
  };
  for (const clang::TemplateArgument& argument : record->getTemplateArgs().asArray())
    if (argument.getKind() == clang::TemplateArgument::Pack)
      llvm::for_each(argument.pack_elements(), add);
    else
      add(argument);
  return types;
}

clang::QualType returnedBy(const Expr* callable, const dialect::Resolver& resolver) {
  clang::QualType type = asWritten(callable)->getType().getNonReferenceType();
  if (!type->getPointeeType().isNull()) type = type->getPointeeType();
  auto* record = type->getAsCXXRecordDecl();
  if (record && record->isLambda())
    return record->isGenericLambda() ? clang::QualType()
                                     : record->getLambdaCallOperator()->getReturnType();
  const dialect::ClassSpec* spec = resolver.classOf(type);
  if (spec && spec->kind == dialect::ClassKind::Function)
    if (auto signature = typeArguments(type); !signature.empty()) type = signature.front();
  auto* function = type->getAs<clang::FunctionType>();
  return function ? function->getReturnType() : clang::QualType();
}

}  // namespace chanvet::check
