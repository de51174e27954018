#include "check/AstOwnCode.h"

#include <algorithm>

#include <clang/AST/ExprCXX.h>
#include <clang/AST/RecursiveASTVisitor.h>
#include <llvm/ADT/STLExtras.h>

#include "check/AstPlaces.h"
#include "dialect/Resolver.h"

namespace chanvet::check {

using clang::CallExpr;
using clang::Expr;
using clang::Stmt;
using dialect::Operand;
using dialect::OperationSpec;

void OwnCode::walk() {
  if (!context_.code) return;
  nodes_ = &context_.code->nodes();
  for (visited_ = 0; visited_ < nodes_->size(); ++visited_) {
    const CodeNode& node = (*nodes_)[visited_];
    if (!node.isVisited()) continue;
    path_.clear();
    if (const Enclosing self = node.self(); self.statement)
      visit(self.statement);
    else
      visit(self.declaration);
  }
}

void OwnCode::visit(const Stmt* statement) {
  switch (statement->getStmtClass()) {
    case Stmt::NoStmtClass:
      return;
#define ABSTRACT_STMT(CLASS)
#define STMT(CLASS, PARENT)                                 \
  case Stmt::CLASS##Class:                                  \
    WalkUpFrom##CLASS(llvm::cast<clang::CLASS>(statement)); \
    return;
#include <clang/AST/StmtNodes.inc>
  }
}

void OwnCode::visit(const clang::Decl* declaration) {
  switch (declaration->getKind()) {
#define ABSTRACT_DECL(CLASS)
#define DECL(CLASS, BASE)                                                 \
  case clang::Decl::CLASS:                                                \
    WalkUpFrom##CLASS##Decl(llvm::cast<clang::CLASS##Decl>(declaration)); \
    return;
#include <clang/AST/DeclNodes.inc>
  }
}

EnclosingPath OwnCode::path() const {
  if (path_.empty()) {
    for (uint32_t at = visited_; at != CodeNode::kOutermost; at = (*nodes_)[at].parent())
      path_.push_back((*nodes_)[at].self());
    std::reverse(path_.begin(), path_.end());
  }
  return path_;
}

Place OwnCode::placeOf(clang::SourceRange range) const { return check::placeOf(ast(), range); }

std::string OwnCode::functionName() const {
  const clang::FunctionDecl* function = functionAround(path());
  return function ? function->getQualifiedNameAsString() : std::string();
}

const clang::FunctionDecl* functionAround(EnclosingPath path) {
  for (const Enclosing& node : llvm::reverse(path))
    if (auto* function = llvm::dyn_cast_or_null<clang::FunctionDecl>(node.declaration))
      return function;
  return nullptr;
}

namespace {

// Whether the path leads from the function or lambda at `index` into its body.
bool entersBody(EnclosingPath path, size_t index) {
  const Enclosing& node = path[index];
  if (llvm::isa_and_nonnull<clang::FunctionDecl>(node.declaration)) return true;
  auto* lambda = llvm::dyn_cast_or_null<clang::LambdaExpr>(node.statement);
  return lambda && index + 1 < path.size() && path[index + 1].statement == lambda->getBody();
}

}  // namespace

const Stmt* bodyAround(EnclosingPath path) {
  for (size_t index = path.size(); index-- > 0;) {
    if (!entersBody(path, index)) continue;
    if (auto* lambda = llvm::dyn_cast_or_null<clang::LambdaExpr>(path[index].statement))
      return lambda->getBody();
    return llvm::cast<clang::FunctionDecl>(path[index].declaration)->getBody();
  }
  return nullptr;
}

EnclosingPath lambdaAround(EnclosingPath path) {
  for (size_t index = path.size(); index-- > 0;) {
    if (!entersBody(path, index)) continue;
    return path[index].statement ? path.take_front(index + 1) : EnclosingPath();
  }
  return {};
}

const clang::CXXTryStmt* tryAround(EnclosingPath path) {
  const clang::Stmt* inner = nullptr;
  for (const Enclosing& node : llvm::reverse(path)) {
    if (llvm::isa_and_nonnull<clang::FunctionDecl>(node.declaration)) return nullptr;
    if (llvm::isa_and_nonnull<clang::LambdaExpr>(node.statement)) return nullptr;
    auto* tried = llvm::dyn_cast_or_null<clang::CXXTryStmt>(node.statement);
    if (tried && tried->getTryBlock() == inner) return tried;
    if (node.statement) inner = node.statement;
  }
  return nullptr;
}

EnclosingPath parentOf(EnclosingPath path) {
  for (path = path.drop_back(); !path.empty(); path = path.drop_back()) {
    const Stmt* statement = path.back().statement;
    bool isAround =
        statement && llvm::isa<clang::CastExpr, clang::ParenExpr, clang::FullExpr,
                               clang::MaterializeTemporaryExpr, clang::CXXBindTemporaryExpr,
                               clang::CXXConstructExpr>(statement);
    auto* construction = llvm::dyn_cast_or_null<clang::CXXConstructExpr>(statement);
    bool isCopy = construction && construction->getConstructor()->isCopyOrMoveConstructor();
    if (!isAround || (construction && !isCopy)) return path;
  }
  return {};
}

const OperationSpec* operationOf(const CallExpr* call, const dialect::Resolver& resolver) {
  return resolver.operationOf(call->getDirectCallee(), writtenArguments(call).size());
}

bool isOperation(const Stmt* statement, dialect::OpKind kind, const dialect::Resolver& resolver) {
  auto* call = llvm::dyn_cast_or_null<CallExpr>(statement);
  const OperationSpec* operation = call ? operationOf(call, resolver) : nullptr;
  return operation && operation->kind == kind;
}

const Expr* operandOf(const CallExpr* call, const Operand& operand) {
  if (operand.kind == Operand::This) return objectOf(call);
  Arguments arguments = writtenArguments(call);
  if (operand.kind != Operand::Argument || operand.index >= arguments.size()) return nullptr;
  return asWritten(arguments[operand.index]);
}

const Expr* objectOf(const CallExpr* call) {
  if (auto* member = llvm::dyn_cast<clang::CXXMemberCallExpr>(call))
    return asWritten(member->getImplicitObjectArgument());
  bool isMemberOperator = llvm::isa<clang::CXXOperatorCallExpr>(call) &&
                          llvm::isa_and_nonnull<clang::CXXMethodDecl>(call->getCalleeDecl());
  return isMemberOperator ? asWritten(call->getArg(0)) : nullptr;
}

const clang::ValueDecl* namedBy(const Expr* expression) {
  if (!expression) return nullptr;
  expression = asWritten(expression);
  if (auto* construction = llvm::dyn_cast<clang::CXXConstructExpr>(expression))
    if (construction->getNumArgs() >= 1 &&
        construction->getConstructor()->isCopyOrMoveConstructor())
      return namedBy(construction->getArg(0));
  if (auto* reference = llvm::dyn_cast<clang::DeclRefExpr>(expression)) return reference->getDecl();
  auto* member = llvm::dyn_cast<clang::MemberExpr>(expression);
  return member ? member->getMemberDecl() : nullptr;
}

}  // namespace chanvet::check
