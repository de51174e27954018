// What a pool has lent and a function does not put back: on one path, or at all, with a new object
// put in its place; and what it uses after it has put it back.
//
// That some path puts it back says that the function means to. A condition that looks at the
// object, or at what was made from it, may say that it is worn out; such a path may drop it.

#include <clang/AST/ExprCXX.h>
#include <llvm/ADT/STLExtras.h>

#include "check/AstCheck.h"
#include "check/AstHeld.h"
#include "dialect/Resolver.h"

namespace chanvet::checks {
namespace {

using check::HeldPaths;
using check::Taking;
using clang::CallExpr;
using clang::Expr;
using dialect::ClassKind;
using dialect::OpKind;

class Visitor : public check::HeldVariables {
 public:
  Visitor(const check::UnitContext& context, check::MakeFinding make, check::FindingSink& sink)
      : HeldVariables(context), make_(make), sink_(sink) {}

  bool VisitCallExpr(const CallExpr* call) override {
    if (const Expr* given = givenBackBy(call); !notesUses() && given && isNew(given))
      puts_.push_back({call, check::bodyAround(path())});
    return HeldVariables::VisitCallExpr(call);
  }

  void reportAll() {
    for (const Taking& taking : takings()) report(taking, follow(taking));
  }

 protected:
  bool isTaking(const CallExpr* call) const override { return isPools(call, OpKind::Acquire); }

  const Expr* givenBackBy(const CallExpr* call) const override {
    if (!isPools(call, OpKind::Release)) return nullptr;
    return check::operandOf(call, check::operationOf(call, resolver())->value);
  }

  bool isJudgedByUse() const override { return true; }

 private:
  struct Put {
    const CallExpr* call;
    const clang::Stmt* body;
  };

  bool isPools(const CallExpr* call, OpKind kind) const {
    if (!check::isOperation(call, kind, resolver())) return false;
    const Expr* pool = check::objectOf(call);
    if (!pool) return false;
    clang::QualType type = pool->getType();
    const dialect::ClassSpec* spec =
        resolver().classOf(type->isPointerType() ? type->getPointeeType() : type);
    return spec && spec->kind == ClassKind::Pool;
  }

  // string(), Buffer{16}, make_unique<Buffer>(): not a variable's.
  bool isNew(const Expr* given) const {
    given = check::asWritten(given);
    if (const CallExpr* call = check::callOf(given))
      return check::isOperation(call, OpKind::Allocate, resolver());
    auto* construction = llvm::dyn_cast<clang::CXXConstructExpr>(given->IgnoreParenCasts());
    bool isCopy = construction && construction->getConstructor()->isCopyOrMoveConstructor();
    if (isCopy) return isNew(construction->getArg(0));
    return construction || llvm::isa<clang::CXXScalarValueInitExpr>(given);
  }

  void report(const Taking& taking, const HeldPaths& paths) {
    if (paths.givenBack && paths.left) reportLeft(taking, paths);
    if (paths.late && isPointer(taking)) reportLate(taking, paths);
    if (!paths.givenBack && !paths.isHandedOn && paths.left)
      if (const CallExpr* put = putInstead(taking)) reportInstead(taking, put);
  }

  bool isPointer(const Taking& taking) const {
    clang::QualType type = taking.variable->getType();
    const dialect::ClassSpec* spec = resolver().classOf(type);
    return type->isPointerType() || (spec && spec->kind == ClassKind::Pointer);
  }

  // Where the function puts a new object into the pool that this one is from.
  const CallExpr* putInstead(const Taking& taking) const {
    const clang::ValueDecl* pool = check::namedBy(check::objectOf(taking.call));
    auto put = llvm::find_if(puts_, [&](const Put& one) {
      return one.body == taking.body && pool && check::namedBy(check::objectOf(one.call)) == pool;
    });
    return put == puts_.end() ? nullptr : put->call;
  }

  std::string poolOf(const Taking& taking) const {
    const clang::ValueDecl* pool = check::namedBy(check::objectOf(taking.call));
    return pool ? "'" + pool->getNameAsString() + "'" : "the pool";
  }

  Finding findingAt(const Taking& taking, std::string message, const clang::Stmt* at) {
    Finding found = make_(std::move(message), placeOf(at->getSourceRange()));
    found.function = taking.functionName;
    found.primitives = {taking.variable->getNameAsString()};
    return found;
  }

  void reportLeft(const Taking& taking, const HeldPaths& paths) {
    std::string name = "'" + taking.variable->getNameAsString() + "'";
    Finding found = findingAt(
        taking, name + " is not put back into " + poolOf(taking) + " on every path", taking.call);
    if (paths.left->exit)
      found.related.push_back(
          {placeOf(paths.left->exit->getSourceRange()), "leaves here without putting it back"});
    found.related.push_back(
        {placeOf(paths.givenBack->getSourceRange()), "another path puts it back here"});
    sink_.add(std::move(found));
  }

  void reportLate(const Taking& taking, const HeldPaths& paths) {
    std::string name = "'" + taking.variable->getNameAsString() + "'";
    const check::LateUse& late = *paths.late;
    std::string message = late.givesBackAgain
                              ? name + " is put into " + poolOf(taking) + " twice"
                              : name + " is used after it was put back into " + poolOf(taking);
    Finding found = findingAt(taking, std::move(message), late.use);
    found.related.push_back({placeOf(late.givenBack->getSourceRange()), "it is put back here"});
    sink_.add(std::move(found));
  }

  void reportInstead(const Taking& taking, const CallExpr* put) {
    std::string name = "'" + taking.variable->getNameAsString() + "'";
    Finding found = findingAt(
        taking, "a new object is put into " + poolOf(taking) + " in place of " + name, put);
    found.related.push_back(
        {placeOf(taking.call->getSourceRange()), name + " is taken from the pool here"});
    sink_.add(std::move(found));
  }

  check::MakeFinding make_;
  check::FindingSink& sink_;
  std::vector<Put> puts_;  // of new objects
};

class PoolMisuse : public check::AstCheck {
 protected:
  void walk(const check::UnitContext& context, check::MakeFinding make,
            check::FindingSink& sink) override {
    Visitor visitor(context, make, sink);
    visitor.walk();
    visitor.reportAll();
  }
};

CHANVET_CHECK(PoolMisuse);

}  // namespace
}  // namespace chanvet::checks
