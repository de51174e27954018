// A visit of the code of a unit that its author can change, for checks of the ast layer.
#pragma once

#include <clang/AST/DynamicRecursiveASTVisitor.h>
#include <clang/AST/Expr.h>
#include <clang/AST/StmtCXX.h>
#include <llvm/ADT/ArrayRef.h>
#include <llvm/ADT/STLFunctionalExtras.h>
#include <llvm/ADT/SmallVector.h>

#include "check/AstCalls.h"
#include "check/AstUnitCode.h"
#include "check/Check.h"
#include "dialect/Dialect.h"

namespace chanvet::check {

// Makes a finding of the check on whose behalf code is visited.
using MakeFinding = llvm::function_ref<Finding(std::string message, Place place)>;

// From the outermost declaration to what is visited itself.
using EnclosingPath = llvm::ArrayRef<Enclosing>;

// Visits the code of a unit (UnitCode): calls the Visit functions of clang's visitor for each node,
// and traverses nothing by itself. For a unit without an AST there is nothing to visit.
class OwnCode : public clang::ConstDynamicRecursiveASTVisitor {
 public:
  explicit OwnCode(const UnitContext& context) : context_(context) {}

  void walk();

 protected:
  clang::ASTContext& ast() const { return *context_.ast; }
  const dialect::Resolver& resolver() const { return *context_.resolver; }
  // Holds until the next node is visited.
  EnclosingPath path() const;

  // Of a range that is visited. Findings of one place and check are joined by the host.
  Place placeOf(clang::SourceRange range) const;
  // The qualified name of the function around what is visited, as findings give it; may be empty.
  std::string functionName() const;

 private:
  void visit(const clang::Stmt* statement);
  void visit(const clang::Decl* declaration);

  const UnitContext& context_;
  const CodeNodes* nodes_ = nullptr;
  uint32_t visited_ = CodeNode::kOutermost;
  mutable llvm::SmallVector<Enclosing, 32> path_;  // made when asked for; empty: not yet
};

// The innermost function that a path leads through, not counting lambdas; null outside of any.
const clang::FunctionDecl* functionAround(EnclosingPath path);

// The body of the innermost function or lambda whose body the path leads through; null outside of
// any.
const clang::Stmt* bodyAround(EnclosingPath path);

// The innermost lambda whose body the path leads through, within the innermost function, and the
// path to it; empty when there is none.
EnclosingPath lambdaAround(EnclosingPath path);

// The innermost try whose block, not whose handler, the path leads through, within the innermost
// function or lambda; null outside of any.
const clang::CXXTryStmt* tryAround(EnclosingPath path);

// The nearest enclosing node that is not just around an expression: neither parentheses nor a
// conversion nor what the compiler adds. The path to it; empty at the outermost.
EnclosingPath parentOf(EnclosingPath path);

// What a dialect says of a call; null when it says nothing.
const dialect::OperationSpec* operationOf(const clang::CallExpr* call,
                                          const dialect::Resolver& resolver);
bool isOperation(const clang::Stmt* statement, dialect::OpKind kind,
                 const dialect::Resolver& resolver);

// The part of a call that an operand names, as it is written; null when there is none.
const clang::Expr* operandOf(const clang::CallExpr* call, const dialect::Operand& operand);

// The object that a member function is called on; null for other calls.
const clang::Expr* objectOf(const clang::CallExpr* call);

// The variable or field that an expression names; null when it is something else.
const clang::ValueDecl* namedBy(const clang::Expr* expression);

}  // namespace chanvet::check
