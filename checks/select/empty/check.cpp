// Selects that can never proceed: without cases, or with nothing but cases on nil channels and on
// contexts that nobody can cancel.
//
// Left out: a select without cases in main, which keeps the process alive for its fibers; channels
// that are assigned, passed on by reference or come from elsewhere; and packs of cases.

#include <clang/AST/ASTLambda.h>
#include <clang/AST/ExprCXX.h>
#include <llvm/ADT/STLExtras.h>

#include "check/AstCheck.h"
#include "check/AstOwnCode.h"
#include "dialect/Resolver.h"

namespace chanvet::checks {
namespace {

using clang::CallExpr;
using clang::Expr;
using clang::VarDecl;
using dialect::ClassSpec;
using dialect::OperationSpec;
using dialect::OpKind;
using dialect::Resolver;

// chan<int>(), chan<int>{}
bool makesNothing(const Expr* expression) {
  expression = check::asWritten(check::asWritten(expression)->IgnoreParenCasts());
  if (auto* copy = llvm::dyn_cast<clang::CXXConstructExpr>(expression))
    if (copy->getNumArgs() == 1 && copy->getConstructor()->isCopyOrMoveConstructor())
      return makesNothing(copy->getArg(0));
  auto* made = llvm::dyn_cast<clang::CXXConstructExpr>(expression);
  return llvm::isa<clang::CXXScalarValueInitExpr>(expression) || (made && made->getNumArgs() == 0);
}

// How often a function names a variable, and how often that is the channel of a select case.
class Uses : public clang::ConstDynamicRecursiveASTVisitor {
 public:
  Uses(const VarDecl* channel, const Resolver& resolver) : channel_(channel), resolver_(resolver) {}

  bool VisitDeclRefExpr(const clang::DeclRefExpr* reference) override {
    if (reference->getDecl() == channel_) ++references_;
    return true;
  }

  bool VisitCallExpr(const CallExpr* call) override {
    const OperationSpec* operation = check::operationOf(call, resolver_);
    if (operation && check::namedBy(check::operandOf(call, operation->channel)) == channel_)
      ++cases_;
    return true;
  }

  bool onlyInCases() const { return references_ == cases_; }

 private:
  const VarDecl* channel_;
  const Resolver& resolver_;
  unsigned references_ = 0;
  unsigned cases_ = 0;
};

class Visitor : public check::OwnCode {
 public:
  Visitor(const check::UnitContext& context, check::MakeFinding make, check::FindingSink& sink)
      : OwnCode(context), make_(make), sink_(sink) {}

  bool VisitCallExpr(const CallExpr* call) override {
    if (call->isTypeDependent() || !check::isOperation(call, OpKind::Select, resolver()) ||
        isInInstantiation())
      return true;
    check::Arguments cases = check::writtenArguments(call);
    if (cases.empty()) {
      if (!isInMain()) report(call, "the select has no cases, so it blocks for ever");
    } else if (llvm::all_of(cases, [&](const Expr* one) { return isNeverReady(one); })) {
      report(call, "no case of the select can ever be ready, so it blocks for ever");
    }
    return true;
  }

 private:
  // Where a pack of cases is empty is for those to know who give it: templates are looked at as
  // they stand.
  bool isInInstantiation() const {
    return llvm::any_of(path(), [](const check::Enclosing& node) {
      auto* function = llvm::dyn_cast_or_null<clang::FunctionDecl>(node.declaration);
      return function && function->isTemplateInstantiation() &&
             !clang::isLambdaCallOperator(function);
    });
  }

  bool isInMain() const {
    const clang::FunctionDecl* function = check::functionAround(path());
    return function && function->isMain() && check::lambdaAround(path()).empty();
  }

  bool isNeverReady(const Expr* argument) const {
    const CallExpr* oneCase = check::callOf(argument);
    const OperationSpec* operation = oneCase ? check::operationOf(oneCase, resolver()) : nullptr;
    const Expr* channel = operation ? check::operandOf(oneCase, operation->channel) : nullptr;
    return channel && (isNil(channel) || isOfUncancelled(channel));
  }

  bool isNil(const Expr* channel) const {
    const ClassSpec* type = resolver().classOf(channel->getType());
    if (!type || !type->nilByDefault) return false;
    if (makesNothing(channel)) return true;
    auto* variable = llvm::dyn_cast_or_null<VarDecl>(check::namedBy(channel));
    const clang::FunctionDecl* function = check::functionAround(path());
    if (!variable || !variable->isLocalVarDecl() || !variable->getInit() || !function ||
        !makesNothing(variable->getInit()))
      return false;
    Uses uses(variable, resolver());
    uses.TraverseStmt(function->getBody());
    return uses.onlyInCases();
  }

  // background().done()
  bool isOfUncancelled(const Expr* channel) const {
    const CallExpr* call = check::callOf(channel);
    if (!call || !check::isOperation(call, OpKind::ChannelOf, resolver())) return false;
    const Expr* object = check::objectOf(call);
    const CallExpr* maker = object ? check::callOf(object) : nullptr;
    const OperationSpec* made = maker ? check::operationOf(maker, resolver()) : nullptr;
    const ClassSpec* owner = maker ? resolver().classOf(maker->getType()) : nullptr;
    return made && owner && made->kind == OpKind::Make && !made->stoppable &&
           owner->kind == dialect::ClassKind::Context;
  }

  void report(const CallExpr* call, std::string message) {
    Finding found = make_(std::move(message), placeOf(call->getSourceRange()));
    found.function = functionName();
    sink_.add(std::move(found));
  }

  check::MakeFinding make_;
  check::FindingSink& sink_;
};

class SelectEmpty : public check::AstCheck {
 protected:
  void walk(const check::UnitContext& context, check::MakeFinding make,
            check::FindingSink& sink) override {
    Visitor(context, make, sink).walk();
  }
};

CHANVET_CHECK(SelectEmpty);

}  // namespace
}  // namespace chanvet::checks
