// Sends, receives and sleeps in what runs when a function ends: a deferred call, or the handler of
// an exception.
//
// Left out: operations that do not wait, give up after a time, or are cases of a select; channels
// of the unit that are made with room for more than nothing; and what else the code hands on to
// run elsewhere.

#include <optional>

#include <clang/AST/ASTContext.h>
#include <clang/AST/ExprCXX.h>
#include <clang/AST/StmtCXX.h>
#include <llvm/ADT/STLExtras.h>

#include "check/AstCheck.h"
#include "dialect/Resolver.h"

namespace chanvet::checks {
namespace {

using check::Enclosing;
using check::EnclosingPath;
using clang::Expr;
using clang::VarDecl;
using dialect::ClassKind;
using dialect::OpKind;

class Visitor : public check::OwnCode {
 public:
  Visitor(const check::UnitContext& context, check::MakeFinding make, check::FindingSink& sink)
      : OwnCode(context), make_(make), sink_(sink) {}

  bool VisitCallExpr(const clang::CallExpr* call) override {
    const dialect::OperationSpec* operation = check::operationOf(call, resolver());
    if (!operation || operation->timed || !waits(operation->kind)) return true;
    if (operation->kind != OpKind::Sleep && hasRoom(check::objectOf(call), operation->kind))
      return true;
    llvm::StringRef where = whereItStands();
    if (!where.empty()) report(call, where);
    return true;
  }

 private:
  static bool waits(OpKind kind) {
    return kind == OpKind::Send || kind == OpKind::Receive || kind == OpKind::Sleep;
  }

  // What the innermost function or lambda runs as: the words for it, or nothing.
  llvm::StringRef whereItStands() const {
    EnclosingPath lambda = check::lambdaAround(path());
    for (const Enclosing& node : llvm::reverse(path().drop_front(lambda.size())))
      if (llvm::isa_and_nonnull<clang::CXXCatchStmt>(node.statement))
        return "the handler of an exception";
    return !lambda.empty() && isDeferred(lambda) ? "a deferred call" : "";
  }

  // defer log{[...] { ... }};
  bool isDeferred(EnclosingPath lambda) const {
    for (const Enclosing& node : llvm::reverse(lambda.drop_back())) {
      if (llvm::isa_and_nonnull<clang::CallExpr>(node.statement)) return false;
      auto* made = llvm::dyn_cast_or_null<clang::CXXConstructExpr>(node.statement);
      if (!made) {
        if (node.declaration) return false;
        continue;
      }
      const dialect::ClassSpec* spec = resolver().classOf(made->getType());
      if (spec) return spec->kind == ClassKind::Defer;
    }
    return false;
  }

  // Whether a channel is a variable that is made with a capacity other than none.
  bool hasRoom(const Expr* channel, OpKind kind) const {
    auto* variable = llvm::dyn_cast_or_null<VarDecl>(check::namedBy(channel));
    const Expr* initializer = variable ? variable->getAnyInitializer() : nullptr;
    if (kind != OpKind::Send || !initializer) return false;
    auto* made = llvm::dyn_cast<clang::CXXConstructExpr>(check::asWritten(initializer));
    const clang::CallExpr* call = check::callOf(initializer);
    check::Arguments arguments = made   ? check::writtenArguments(made)
                                 : call ? check::writtenArguments(call)
                                        : check::Arguments();
    return llvm::any_of(arguments, [&](const Expr* argument) {
      if (!argument->getType()->isIntegerType() || argument->isValueDependent()) return false;
      std::optional<llvm::APSInt> slots = argument->getIntegerConstantExpr(ast());
      return !slots || !slots->isZero();
    });
  }

  void report(const clang::CallExpr* call, llvm::StringRef where) {
    Finding found = make_(check::nameOfCallee(call) + " can wait in " + where.str() +
                              ", and the function does not end meanwhile",
                          placeOf(call->getSourceRange()));
    found.function = functionName();
    sink_.add(std::move(found));
  }

  check::MakeFinding make_;
  check::FindingSink& sink_;
};

class DeferBlocking : public check::AstCheck {
 public:
  bool onByDefault() const override { return false; }

 protected:
  void walk(const check::UnitContext& context, check::MakeFinding make,
            check::FindingSink& sink) override {
    Visitor(context, make, sink).walk();
  }
};

CHANVET_CHECK(DeferBlocking);

}  // namespace
}  // namespace chanvet::checks
