// Fresh contexts, which nobody can cancel, that a function passes on although it has been given
// one.
//
// Left out: what is to outlive the caller, in a spawned lambda, or runs when the caller's context
// may have ended: deferred calls, conditions on the context, and all that stands behind a look at
// done().

#include <clang/AST/ExprCXX.h>
#include <clang/AST/StmtCXX.h>
#include <clang/Basic/SourceManager.h>
#include <llvm/ADT/STLExtras.h>

#include "check/AstCheck.h"
#include "check/AstOwnCode.h"
#include "dialect/Resolver.h"

namespace chanvet::checks {
namespace {

using check::EnclosingPath;
using clang::CallExpr;
using clang::Expr;
using clang::FunctionDecl;
using clang::ParmVarDecl;
using clang::Stmt;
using dialect::ClassKind;
using dialect::ClassSpec;
using dialect::OperationSpec;
using dialect::OpKind;
using dialect::Resolver;

bool isContext(clang::QualType type, const Resolver& resolver) {
  const ClassSpec* spec = resolver.classOf(type);
  return spec && spec->kind == ClassKind::Context;
}

// What a part of a function does with a context.
class Looks : public clang::ConstDynamicRecursiveASTVisitor {
 public:
  Looks(const ParmVarDecl* parameter, const Resolver& resolver)
      : parameter_(parameter), resolver_(resolver) {}

  bool VisitDeclRefExpr(const clang::DeclRefExpr* reference) override {
    names |= reference->getDecl() == parameter_;
    return true;
  }
  bool VisitCallExpr(const CallExpr* call) override {
    if (check::isOperation(call, OpKind::ChannelOf, resolver_) &&
        check::namedBy(check::objectOf(call)) == parameter_)
      done.push_back(call->getBeginLoc());
    return true;
  }

  bool names = false;
  std::vector<clang::SourceLocation> done;  // where done() is asked for

 private:
  const ParmVarDecl* parameter_;
  const Resolver& resolver_;
};

class Visitor : public check::OwnCode {
 public:
  Visitor(const check::UnitContext& context, check::MakeFinding make, check::FindingSink& sink)
      : OwnCode(context), make_(make), sink_(sink) {}

  bool VisitCallExpr(const CallExpr* call) override {
    if (call->isTypeDependent() || !isFresh(call) || !isPassedOn()) return true;
    const ParmVarDecl* given = givenContext();
    if (given && !mayHaveEnded(call, given)) report(call, given);
    return true;
  }

 private:
  bool isFresh(const CallExpr* call) const {
    const OperationSpec* operation = check::operationOf(call, resolver());
    return operation && operation->kind == OpKind::Make && !operation->stoppable &&
           isContext(call->getType(), resolver());
  }

  // As an argument, or in a variable that is initialised with it.
  bool isPassedOn() const {
    EnclosingPath parent = check::parentOf(path());
    if (parent.empty()) return false;
    if (auto* variable = llvm::dyn_cast_or_null<clang::VarDecl>(parent.back().declaration))
      return !llvm::isa<ParmVarDecl>(variable) && variable->isLocalVarDecl() &&
             !variable->isStaticLocal();
    auto* call = llvm::dyn_cast_or_null<CallExpr>(parent.back().statement);
    auto* assignment = llvm::dyn_cast_or_null<clang::CXXOperatorCallExpr>(call);
    return (call && !assignment) ||
           llvm::isa_and_nonnull<clang::CXXConstructExpr>(parent.back().statement);
  }

  // The context that the innermost function or lambda around has been given; null when there is
  // none, or when a lambda in between is to run on its own or at the end.
  const ParmVarDecl* givenContext() const {
    EnclosingPath lambda = check::lambdaAround(path());
    for (; !lambda.empty(); lambda = check::lambdaAround(lambda)) {
      auto* closure = llvm::cast<clang::LambdaExpr>(lambda.back().statement);
      if (const ParmVarDecl* given = contextOf(closure->getCallOperator())) return given;
      if (!belongsToCaller(lambda)) return nullptr;
    }
    const FunctionDecl* function = check::functionAround(path());
    return function ? contextOf(function) : nullptr;
  }

  const ParmVarDecl* contextOf(const FunctionDecl* function) const {
    auto found = llvm::find_if(function->parameters(), [&](const ParmVarDecl* parameter) {
      return !parameter->getName().empty() &&
             isContext(parameter->getType().getNonReferenceType(), resolver());
    });
    return found == function->param_end() ? nullptr : *found;
  }

  // Whether a lambda is part of the function's work: not spawned to go on alone, nor deferred, nor
  // kept for later.
  bool belongsToCaller(EnclosingPath lambda) const {
    EnclosingPath parent = check::parentOf(lambda);
    auto* call =
        parent.empty() ? nullptr : llvm::dyn_cast_or_null<CallExpr>(parent.back().statement);
    const OperationSpec* operation = call ? check::operationOf(call, resolver()) : nullptr;
    return operation &&
           llvm::is_contained({OpKind::CaseSend, OpKind::CaseReceive, OpKind::CaseDefault,
                               OpKind::Invoke, OpKind::CallOnce, OpKind::SpawnCounted},
                              operation->kind);
  }

  bool mayHaveEnded(const CallExpr* call, const ParmVarDecl* given) const {
    for (const check::Enclosing& node : path())
      if (dependsOn(node.statement, given) ||
          llvm::isa_and_nonnull<clang::CXXCatchStmt>(node.statement))
        return true;
    Looks looks(given, resolver());
    if (const FunctionDecl* function = check::functionAround(path()))
      looks.TraverseStmt(function->getBody());
    const clang::SourceManager& sources = ast().getSourceManager();
    return llvm::any_of(looks.done, [&](clang::SourceLocation done) {
      return sources.isBeforeInTranslationUnit(done, call->getBeginLoc());
    });
  }

  // Whether a branch is taken because of the context.
  bool dependsOn(const Stmt* statement, const ParmVarDecl* given) const {
    const Expr* condition = nullptr;
    if (auto* branch = llvm::dyn_cast_or_null<clang::IfStmt>(statement))
      condition = branch->getCond();
    if (auto* choice = llvm::dyn_cast_or_null<clang::ConditionalOperator>(statement))
      condition = choice->getCond();
    if (!condition) return false;
    Looks looks(given, resolver());
    looks.TraverseStmt(condition);
    return looks.names;
  }

  void report(const CallExpr* call, const ParmVarDecl* given) {
    std::string name = "'" + given->getNameAsString() + "'";
    Finding found = make_(check::nameOfCallee(call) + " starts afresh, and what ends " + name +
                              " does not reach the call",
                          placeOf(call->getSourceRange()));
    found.function = functionName();
    found.primitives = {given->getNameAsString()};
    found.related.push_back({placeOf(given->getLocation()), name + " is at hand"});
    bool isInFunction = check::lambdaAround(path()).empty();
    bool isSameType = ast().hasSameUnqualifiedType(given->getType().getNonReferenceType(),
                                                   call->getType().getNonReferenceType());
    if (isInFunction && isSameType && !call->getBeginLoc().isMacroID())
      found.fix = Fix{"pass " + name + " on", {{found.place, given->getNameAsString()}}};
    sink_.add(std::move(found));
  }

  check::MakeFinding make_;
  check::FindingSink& sink_;
};

class NotPropagated : public check::AstCheck {
 protected:
  void walk(const check::UnitContext& context, check::MakeFinding make,
            check::FindingSink& sink) override {
    Visitor(context, make, sink).walk();
  }
};

CHANVET_CHECK(NotPropagated);

}  // namespace
}  // namespace chanvet::checks
