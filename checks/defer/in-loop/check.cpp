// Deferred calls that a loop collects in a container of the function, so that none of them runs
// before the function ends.
//
// Left out: a deferred call that is a variable of the loop's body, whose scope is the turn; and
// containers that are used for anything but collecting.

#include <clang/AST/ExprCXX.h>
#include <clang/Basic/SourceManager.h>
#include <llvm/ADT/STLExtras.h>

#include "check/AstCheck.h"
#include "check/AstLoops.h"
#include "check/AstOwnCode.h"
#include "dialect/Resolver.h"

namespace chanvet::checks {
namespace {

using clang::CallExpr;
using clang::Stmt;
using clang::VarDecl;
using dialect::ClassKind;
using dialect::ClassSpec;
using dialect::OpKind;
using dialect::Resolver;

// Whether a type is that of deferred calls, or of a pointer to one.
bool isDeferred(clang::QualType type, const Resolver& resolver) {
  const ClassSpec* spec = resolver.classOf(type);
  if (!spec) return false;
  auto arguments = check::typeArguments(type);
  bool isAround = spec->kind == ClassKind::Pointer || spec->kind == ClassKind::Wrapper;
  if (isAround && !arguments.empty()) return isDeferred(arguments.front(), resolver);
  return spec->kind == ClassKind::Defer;
}

// The local container of deferred calls that a call inserts into; null when it does not.
const VarDecl* insertedInto(const CallExpr* call, const Resolver& resolver) {
  if (!check::isOperation(call, OpKind::Insert, resolver)) return nullptr;
  auto* container = llvm::dyn_cast_or_null<VarDecl>(check::namedBy(check::objectOf(call)));
  if (!container || !container->hasLocalStorage() || llvm::isa<clang::ParmVarDecl>(container) ||
      container->getType()->isReferenceType())
    return nullptr;
  const ClassSpec* type = resolver.classOf(container->getType());
  auto elements = check::typeArguments(container->getType());
  bool holdsDeferred = type && type->kind == ClassKind::Container && !elements.empty() &&
                       isDeferred(elements.front(), resolver);
  return holdsDeferred ? container : nullptr;
}

// Whether a function does anything with a container but to insert and to count.
class OtherUses : public clang::ConstDynamicRecursiveASTVisitor {
 public:
  OtherUses(const VarDecl* container, const Resolver& resolver)
      : container_(container), resolver_(resolver) {}

  bool VisitDeclRefExpr(const clang::DeclRefExpr* reference) override {
    if (reference->getDecl() == container_) ++references_;
    return true;
  }

  bool VisitCallExpr(const CallExpr* call) override {
    const dialect::OperationSpec* operation = check::operationOf(call, resolver_);
    bool onlyCollects =
        operation && llvm::is_contained({OpKind::Insert, OpKind::Reserve, OpKind::Size,
                                         OpKind::Empty, OpKind::Ignore},
                                        operation->kind);
    if (onlyCollects && check::namedBy(check::objectOf(call)) == container_) ++known_;
    return true;
  }

  bool any() const { return references_ != known_; }

 private:
  const VarDecl* container_;
  const Resolver& resolver_;
  unsigned references_ = 0;
  unsigned known_ = 0;
};

class Visitor : public check::OwnCode {
 public:
  Visitor(const check::UnitContext& context, check::MakeFinding make, check::FindingSink& sink)
      : OwnCode(context), make_(make), sink_(sink), loops_(*context.ast, *context.resolver, 0) {}

  bool VisitCallExpr(const CallExpr* call) override {
    const VarDecl* container = insertedInto(call, resolver());
    const Stmt* loop = container ? loops_.around(path()) : nullptr;
    if (loop && !isWithin(container, loop) && !hasOtherUses(container))
      report(call, container, loop);
    return true;
  }

 private:
  bool isWithin(const VarDecl* container, const Stmt* loop) const {
    return ast().getSourceManager().isPointWithin(container->getLocation(), loop->getBeginLoc(),
                                                  loop->getEndLoc());
  }

  bool hasOtherUses(const VarDecl* container) const {
    const clang::FunctionDecl* function = check::functionAround(path());
    OtherUses uses(container, resolver());
    uses.TraverseStmt(function->getBody());
    return uses.any();
  }

  void report(const CallExpr* call, const VarDecl* container, const Stmt* loop) {
    std::string name = "'" + container->getNameAsString() + "'";
    Finding found = make_("what is deferred here runs at the end of " + name +
                              ", not at the end of the turn of the loop",
                          placeOf(call->getSourceRange()));
    found.function = functionName();
    found.primitives = {container->getNameAsString()};
    found.related.push_back(
        {placeOf({loop->getBeginLoc(), loop->getBeginLoc()}), "for each turn of this loop"});
    found.related.push_back(
        {placeOf(container->getSourceRange()), name + " collects the deferred calls of all turns"});
    sink_.add(std::move(found));
  }

  check::MakeFinding make_;
  check::FindingSink& sink_;
  check::Loops loops_;
};

class DeferInLoop : public check::AstCheck {
 protected:
  void walk(const check::UnitContext& context, check::MakeFinding make,
            check::FindingSink& sink) override {
    Visitor(context, make, sink).walk();
  }
};

CHANVET_CHECK(DeferInLoop);

}  // namespace
}  // namespace chanvet::checks
