#include "check/AstDroppedValues.h"

#include <clang/AST/ExprCXX.h>
#include <clang/AST/StmtCXX.h>

#include "check/AstCalls.h"

namespace chanvet::check {

using clang::Expr;

bool DroppedValues::VisitCompoundStmt(const clang::CompoundStmt* block) {
  const clang::Stmt* value = valueBlocks_.contains(block) ? block->body_back() : nullptr;
  for (const clang::Stmt* statement : block->body())
    if (statement != value) drop(statement);
  return true;
}

// The last statement is the value of the whole.
bool DroppedValues::VisitStmtExpr(const clang::StmtExpr* expression) {
  const clang::CompoundStmt* block = expression->getSubStmt();
  if (!block->body_empty()) valueBlocks_.insert(block);
  return true;
}

bool DroppedValues::VisitIfStmt(const clang::IfStmt* branch) {
  return drop(branch->getInit()) && drop(branch->getThen()) && drop(branch->getElse());
}

bool DroppedValues::VisitSwitchStmt(const clang::SwitchStmt* branch) {
  return drop(branch->getInit()) && drop(branch->getBody());
}

bool DroppedValues::VisitForStmt(const clang::ForStmt* loop) {
  return drop(loop->getInit()) && drop(loop->getInc()) && drop(loop->getBody());
}

bool DroppedValues::VisitCXXForRangeStmt(const clang::CXXForRangeStmt* loop) {
  return drop(loop->getInit()) && drop(loop->getBody());
}

bool DroppedValues::VisitWhileStmt(const clang::WhileStmt* loop) { return drop(loop->getBody()); }

bool DroppedValues::VisitDoStmt(const clang::DoStmt* loop) { return drop(loop->getBody()); }

bool DroppedValues::VisitSwitchCase(const clang::SwitchCase* label) {
  return drop(label->getSubStmt());
}

bool DroppedValues::VisitLabelStmt(const clang::LabelStmt* label) {
  return drop(label->getSubStmt());
}

bool DroppedValues::VisitAttributedStmt(const clang::AttributedStmt* attributed) {
  return drop(attributed->getSubStmt());
}

bool DroppedValues::VisitBinaryOperator(const clang::BinaryOperator* operation) {
  return operation->getOpcode() != clang::BO_Comma || drop(operation->getLHS());
}

bool DroppedValues::drop(const clang::Stmt* statement) {
  auto* expression = llvm::dyn_cast_or_null<Expr>(statement);
  if (!expression || expression->containsErrors()) return true;
  expression = asWritten(expression);
  if (auto* cast = llvm::dyn_cast<clang::ExplicitCastExpr>(expression))
    return !cast->getType()->isVoidType() || hasReason(cast->getSourceRange()) ||
           drop(cast->getSubExpr());
  if (auto* block = llvm::dyn_cast<clang::StmtExpr>(expression))
    return block->getSubStmt()->body_empty() || drop(block->getSubStmt()->body_back());
  if (auto* choice = llvm::dyn_cast<clang::ConditionalOperator>(expression))
    return drop(choice->getTrueExpr()) && drop(choice->getFalseExpr());
  if (auto* operation = llvm::dyn_cast<clang::BinaryOperator>(expression))
    return operation->getOpcode() != clang::BO_Comma || drop(operation->getRHS());
  dropped(expression);
  return true;
}

}  // namespace chanvet::check
