// Where the value of an expression is thrown away.
#pragma once

#include <llvm/ADT/SmallPtrSet.h>

#include "check/AstOwnCode.h"

namespace chanvet::check {

// Visits expressions whose value nobody takes: statements of their own, the left of a comma, what
// is cast to void; of branches and blocks that are values themselves, what their value comes from.
class DroppedValues : public OwnCode {
 public:
  using OwnCode::OwnCode;

  bool VisitCompoundStmt(const clang::CompoundStmt* block) override;
  bool VisitStmtExpr(const clang::StmtExpr* expression) override;
  bool VisitIfStmt(const clang::IfStmt* branch) override;
  bool VisitSwitchStmt(const clang::SwitchStmt* branch) override;
  bool VisitForStmt(const clang::ForStmt* loop) override;
  bool VisitCXXForRangeStmt(const clang::CXXForRangeStmt* loop) override;
  bool VisitWhileStmt(const clang::WhileStmt* loop) override;
  bool VisitDoStmt(const clang::DoStmt* loop) override;
  bool VisitSwitchCase(const clang::SwitchCase* label) override;
  bool VisitLabelStmt(const clang::LabelStmt* label) override;
  bool VisitAttributedStmt(const clang::AttributedStmt* attributed) override;
  bool VisitBinaryOperator(const clang::BinaryOperator* operation) override;

 protected:
  // The value is none of the compounds above, and as it is written: without implicit conversions.
  virtual void dropped(const clang::Expr* value) = 0;
  // Whether the source says why a value is thrown away by name, as a cast to void does. Such a
  // value is not visited.
  virtual bool hasReason(clang::SourceRange) { return false; }

  // For what else drops a value. True, as visiting functions return: the traversal goes on.
  bool drop(const clang::Stmt* statement);

 private:
  llvm::SmallPtrSet<const clang::CompoundStmt*, 4> valueBlocks_;
};

}  // namespace chanvet::check
