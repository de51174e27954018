// Local variables that hold an error, or a result with one, and get another before anybody has
// looked: in the next statements of a block, in the next turn of a loop, by several fibers that a
// loop spawns; and those that a deferred call assigns when what they held has been returned.
//
// Left out: variables that closures or pointers lead to, but for those cases; loops that something
// leaves on the way; and errors that are made on the spot, which mostly stand for "not done yet".

#include <optional>

#include <clang/AST/ExprCXX.h>
#include <clang/AST/StmtCXX.h>
#include <llvm/ADT/MapVector.h>
#include <llvm/ADT/STLExtras.h>

#include "check/AstCheck.h"
#include "dialect/Resolver.h"

namespace chanvet::checks {
namespace {

using check::Enclosing;
using check::EnclosingPath;
using clang::Expr;
using clang::Stmt;
using clang::VarDecl;
using dialect::ClassKind;
using dialect::OpKind;

// Visits a statement and all within it, lambdas too, until told to stop. True if it was.
bool anyWithin(const Stmt* statement, llvm::function_ref<bool(const Stmt*)> holds) {
  if (!statement) return false;
  if (holds(statement)) return true;
  return llvm::any_of(statement->children(),
                      [&](const Stmt* child) { return anyWithin(child, holds); });
}

const VarDecl* variableOf(const Stmt* statement) {
  auto* reference = llvm::dyn_cast_or_null<clang::DeclRefExpr>(statement);
  return reference ? llvm::dyn_cast<VarDecl>(reference->getDecl()) : nullptr;
}

unsigned mentions(const Stmt* within, const VarDecl* variable) {
  unsigned count = 0;
  anyWithin(within, [&](const Stmt* each) {
    count += variableOf(each) == variable;
    return false;
  });
  return count;
}

// An assignment to a variable, or its first value.
struct Assignment {
  const VarDecl* variable = nullptr;
  const Expr* value = nullptr;
  const Stmt* statement = nullptr;
};

const Stmt* bodyOf(const Stmt* loop) {
  if (auto* counted = llvm::dyn_cast<clang::ForStmt>(loop)) return counted->getBody();
  if (auto* ranged = llvm::dyn_cast<clang::CXXForRangeStmt>(loop)) return ranged->getBody();
  if (auto* tested = llvm::dyn_cast<clang::WhileStmt>(loop)) return tested->getBody();
  auto* repeated = llvm::dyn_cast<clang::DoStmt>(loop);
  return repeated ? repeated->getBody() : nullptr;
}

bool leaves(const Stmt* statement) {
  return llvm::isa<clang::BreakStmt, clang::ReturnStmt, clang::CoreturnStmt, clang::GotoStmt,
                   clang::CXXThrowExpr>(statement);
}

class Visitor : public check::OwnCode {
 public:
  Visitor(const check::UnitContext& context, check::MakeFinding make, check::FindingSink& sink)
      : OwnCode(context), make_(make), sink_(sink) {}

  // error failed = save(rows); failed = save(index);
  bool VisitCompoundStmt(const clang::CompoundStmt* block) override {
    llvm::MapVector<const VarDecl*, const Stmt*> unseen;  // by variable: where it was assigned
    for (const Stmt* statement : block->body()) {
      std::optional<Assignment> next = assignmentOf(statement);
      if (next && unseen.contains(next->variable) && mentions(next->value, next->variable) == 0)
        report(next->variable, unseen[next->variable], statement,
               "is overwritten before anybody has looked at it", "it is overwritten here");
      unseen.remove_if([&](const auto& known) { return mentions(statement, known.first) > 0; });
      if (llvm::isa<clang::LabelStmt, clang::SwitchCase>(statement)) unseen.clear();
      if (next && mayFail(next->value) && !isShared(next->variable))
        unseen[next->variable] = statement;
    }
    return true;
  }

  bool VisitForStmt(const clang::ForStmt* loop) override { return lookAtLoop(loop); }
  bool VisitWhileStmt(const clang::WhileStmt* loop) override { return lookAtLoop(loop); }
  bool VisitCXXForRangeStmt(const clang::CXXForRangeStmt* loop) override {
    return lookAtLoop(loop);
  }

  // defer finish{[&] { failed = commit(); }};
  bool VisitVarDecl(const VarDecl* deferred) override {
    const dialect::ClassSpec* spec = resolver().classOf(deferred->getType());
    if (!spec || spec->kind != ClassKind::Defer || !standsInBody()) return true;
    anyWithin(deferred->getInit(), [&](const Stmt* each) {
      auto* lambda = llvm::dyn_cast<clang::LambdaExpr>(each);
      if (lambda) lookAtDeferred(lambda);
      return lambda != nullptr;
    });
    return true;
  }

 private:
  bool holdsError(clang::QualType type) const {
    const dialect::ClassSpec* spec = type.isNull() ? nullptr : resolver().classOf(type);
    return spec && spec->mustCheck &&
           (spec->kind == ClassKind::Error || spec->kind == ClassKind::Result);
  }

  bool isLocal(const VarDecl* variable) const {
    return variable && variable->hasLocalStorage() && !llvm::isa<clang::ParmVarDecl>(variable) &&
           !variable->getType()->isReferenceType() && holdsError(variable->getType());
  }

  // A call that returns an error, or none.
  bool mayFail(const Expr* value) const {
    const clang::CallExpr* call = value ? check::callOf(value) : nullptr;
    if (!call || call->isGLValue() || !holdsError(call->getType())) return false;
    const dialect::OperationSpec* operation = check::operationOf(call, resolver());
    return !operation || operation->mustCheck;
  }

  static std::optional<Assignment> assigned(const Stmt* expression) {
    auto* written = llvm::dyn_cast_or_null<Expr>(expression);
    if (!written) return std::nullopt;
    written = check::asWritten(written);
    const Expr *target = nullptr, *value = nullptr;
    if (auto* call = llvm::dyn_cast<clang::CXXOperatorCallExpr>(written);
        call && call->getOperator() == clang::OO_Equal && call->getNumArgs() == 2) {
      target = call->getArg(0);
      value = call->getArg(1);
    }
    const VarDecl* variable = target ? variableOf(check::asWritten(target)) : nullptr;
    if (!variable) return std::nullopt;
    return Assignment{variable, value, expression};
  }

  // The assignment that a statement is.
  std::optional<Assignment> assignmentOf(const Stmt* statement) const {
    if (auto* declarations = llvm::dyn_cast<clang::DeclStmt>(statement)) {
      auto* variable = declarations->isSingleDecl()
                           ? llvm::dyn_cast<VarDecl>(declarations->getSingleDecl())
                           : nullptr;
      if (!isLocal(variable) || !variable->getInit()) return std::nullopt;
      return Assignment{variable, variable->getInit(), statement};
    }
    std::optional<Assignment> found = assigned(statement);
    return found && isLocal(found->variable) ? found : std::nullopt;
  }

  // Whether a closure or a pointer leads to the variable.
  bool isShared(const VarDecl* variable) const {
    return anyWithin(check::bodyAround(path()), [&](const Stmt* each) {
      if (auto* lambda = llvm::dyn_cast<clang::LambdaExpr>(each))
        return mentions(lambda, variable) > 0;
      if (auto* address = llvm::dyn_cast<clang::UnaryOperator>(each))
        return address->getOpcode() == clang::UO_AddrOf &&
               variableOf(check::asWritten(address->getSubExpr())) == variable;
      if (auto* declarations = llvm::dyn_cast<clang::DeclStmt>(each))
        return llvm::any_of(declarations->decls(), [&](const clang::Decl* declaration) {
          auto* reference = llvm::dyn_cast<VarDecl>(declaration);
          return reference && reference->getType()->isReferenceType() && reference->getInit() &&
                 variableOf(check::asWritten(reference->getInit())) == variable;
        });
      return false;
    });
  }

  // for (...) failed = save(row);
  bool lookAtLoop(const Stmt* loop) {
    const Stmt* body = bodyOf(loop);
    if (anyWithin(loop, leaves)) return true;
    anyWithin(body, [&](const Stmt* each) {
      std::optional<Assignment> found = assigned(each);
      if (found && isLocal(found->variable) && mayFail(found->value) &&
          isDeclaredOutside(found->variable, loop) && isOnlyUse(*found, loop))
        report(found->variable, each, loop,
               "is overwritten by the next turn of the loop before anybody has looked at it",
               "the loop is here");
      return false;
    });
    return true;
  }

  static bool isDeclaredOutside(const VarDecl* variable, const Stmt* loop) {
    return !anyWithin(loop, [&](const Stmt* each) {
      auto* declarations = llvm::dyn_cast<clang::DeclStmt>(each);
      return declarations && llvm::is_contained(declarations->decls(), variable);
    });
  }

  // Whether nothing in the loop but this assignment, and the lambda that it is in, concerns the
  // variable.
  bool isOnlyUse(const Assignment& assignment, const Stmt* loop) const {
    unsigned captures = 0;
    anyWithin(loop, [&](const Stmt* each) {
      if (auto* lambda = llvm::dyn_cast<clang::LambdaExpr>(each))
        captures += llvm::count_if(lambda->captures(), [&](const clang::LambdaCapture& capture) {
          return capture.capturesVariable() && capture.getCapturedVar() == assignment.variable;
        });
      return false;
    });
    return mentions(loop, assignment.variable) == 1 + captures;
  }

  // Whether what is visited is declared in the outermost block of a function.
  bool standsInBody() const {
    EnclosingPath around = path().drop_back();
    while (!around.empty() && !llvm::isa_and_nonnull<clang::CompoundStmt>(around.back().statement))
      around = around.drop_back();
    return !around.empty() && around.back().statement == check::bodyAround(path());
  }

  void lookAtDeferred(const clang::LambdaExpr* lambda) {
    const Stmt* function = check::bodyAround(path());
    anyWithin(lambda->getBody(), [&](const Stmt* each) {
      std::optional<Assignment> found = assigned(each);
      if (!found || !isLocal(found->variable) || !isBorrowed(found->variable, lambda)) return false;
      if (mentions(lambda->getBody(), found->variable) > 1 ||
          isUsedInOtherLambda(found->variable, lambda, function) ||
          isReturnedInPlace(found->variable, function))
        return false;
      report(found->variable, each, nullptr,
             "is assigned in a deferred call, when what it held has been returned", "");
      return false;
    });
  }

  static bool isBorrowed(const VarDecl* variable, const clang::LambdaExpr* lambda) {
    return llvm::any_of(lambda->captures(), [&](const clang::LambdaCapture& capture) {
      return capture.getCaptureKind() == clang::LCK_ByRef && capture.capturesVariable() &&
             capture.getCapturedVar() == variable;
    });
  }

  static bool isUsedInOtherLambda(const VarDecl* variable, const clang::LambdaExpr* own,
                                  const Stmt* function) {
    return anyWithin(function, [&](const Stmt* each) {
      return each != own && llvm::isa<clang::LambdaExpr>(each) && mentions(each, variable) > 0;
    });
  }

  // The compiler may make the variable the place of what is returned.
  static bool isReturnedInPlace(const VarDecl* variable, const Stmt* function) {
    return anyWithin(function, [&](const Stmt* each) {
      auto* result = llvm::dyn_cast<clang::ReturnStmt>(each);
      return result && result->getNRVOCandidate() == variable;
    });
  }

  void report(const VarDecl* variable, const Stmt* lost, const Stmt* other, llvm::StringRef what,
              llvm::StringRef why) {
    std::string name = "'" + variable->getNameAsString() + "'";
    Finding found =
        make_("the error in " + name + " " + what.str(), placeOf(lost->getSourceRange()));
    found.function = functionName();
    if (other)
      found.related.push_back(
          {placeOf(clang::SourceRange(other->getBeginLoc(), other->getBeginLoc())), why.str()});
    sink_.add(std::move(found));
  }

  check::MakeFinding make_;
  check::FindingSink& sink_;
};

class Overwritten : public check::AstCheck {
 protected:
  void walk(const check::UnitContext& context, check::MakeFinding make,
            check::FindingSink& sink) override {
    Visitor(context, make, sink).walk();
  }
};

CHANVET_CHECK(Overwritten);

}  // namespace
}  // namespace chanvet::checks
