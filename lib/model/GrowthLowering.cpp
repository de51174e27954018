// Containers whose elements may move when they grow, because no room was made for them.
#include "model/FunctionLowering.h"

namespace chanvet::model {

namespace {

const clang::VarDecl* variableIn(const clang::Expr* expression) {
  auto* reference = llvm::dyn_cast<clang::DeclRefExpr>(expression->IgnoreParens());
  return reference ? llvm::dyn_cast<clang::VarDecl>(reference->getDecl()) : nullptr;
}

}  // namespace

// The use of a variable in `statement` that cannot make room in it: as what a method is called on
// that does not reserve, as something constant, as what a loop goes through.
const clang::VarDecl* FunctionLowering::usedWithoutRoom(const clang::Stmt* statement) const {
  if (auto* call = llvm::dyn_cast<clang::CXXMemberCallExpr>(statement)) {
    const clang::CXXMethodDecl* method = call->getMethodDecl();
    const dialect::OperationSpec* spec =
        method ? unit_.resolver().operationOf(method, call->getNumArgs()) : nullptr;
    return spec && spec->kind != OpKind::Reserve ? variableIn(call->getImplicitObjectArgument())
                                                 : nullptr;
  }
  if (auto* call = llvm::dyn_cast<clang::CXXOperatorCallExpr>(statement))
    return call->getOperator() == clang::OO_Subscript ? variableIn(call->getArg(0)) : nullptr;
  if (auto* cast = llvm::dyn_cast<clang::ImplicitCastExpr>(statement))
    return cast->getType().isConstQualified() ? variableIn(cast->getSubExpr()) : nullptr;
  if (auto* loop = llvm::dyn_cast<clang::CXXForRangeStmt>(statement))
    return variableIn(loop->getRangeInit());
  return nullptr;
}

void FunctionLowering::noteUse(const clang::Stmt* statement) {
  if (auto* reference = llvm::dyn_cast<clang::DeclRefExpr>(statement))
    if (auto* variable = llvm::dyn_cast<clang::VarDecl>(reference->getDecl()))
      ++usesThatMayMakeRoom_[variable];
  if (const clang::VarDecl* variable = usedWithoutRoom(statement)) --usesThatMayMakeRoom_[variable];
}

// Whether growing may move the elements of the container in a local.
bool FunctionLowering::relocates(const clang::VarDecl* variable) const {
  const dialect::ClassSpec* spec = classOf(variable->getType());
  return spec && spec->movesElements && !refers(variable->getType()) &&
         usesThatMayMakeRoom_.lookup(variable) == 0;
}

}  // namespace chanvet::model
