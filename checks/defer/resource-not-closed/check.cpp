// Local variables that hold an open file, a connection or the like, which a function does not
// release on some path, or on none.
//
// What acquires and what releases is for dialects to say, and for the option. A path on which a
// test says that nothing was acquired has nothing to release. Left out is main, whose end is the
// program's.

#include <clang/AST/ExprCXX.h>
#include <llvm/ADT/StringExtras.h>
#include <llvm/ADT/StringSet.h>

#include "check/AstCheck.h"
#include "check/AstHeld.h"
#include "check/OptionValues.h"
#include "dialect/Resolver.h"

namespace chanvet::checks {
namespace {

using check::HeldPaths;
using check::Taking;
using clang::CallExpr;
using clang::Expr;
using dialect::OpKind;

constexpr llvm::StringLiteral kPairs = "pairs";

struct Names {
  llvm::StringSet<> acquire, release;
};

class Visitor : public check::HeldVariables {
 public:
  Visitor(const check::UnitContext& context, const Names& names, check::MakeFinding make,
          check::FindingSink& sink)
      : HeldVariables(context), names_(names), make_(make), sink_(sink) {}

  void reportAll() {
    for (const Taking& taking : takings())
      if (!taking.function || !taking.function->isMain()) report(taking, follow(taking));
  }

 protected:
  bool isTaking(const CallExpr* call) const override {
    return isNamed(call, names_.acquire) || isPlain(call, OpKind::Acquire);
  }

  const Expr* givenBackBy(const CallExpr* call) const override {
    if (isNamed(call, names_.release)) return firstOf(call);
    if (!isPlain(call, OpKind::Release)) return nullptr;
    const dialect::OperationSpec* operation = check::operationOf(call, resolver());
    const Expr* value = check::operandOf(call, operation->value);
    return value ? value : firstOf(call);
  }

 private:
  static bool isNamed(const CallExpr* call, const llvm::StringSet<>& names) {
    const clang::FunctionDecl* callee = call->getDirectCallee();
    return callee && names.contains(callee->getQualifiedNameAsString());
  }

  // The object of a member function, or the first argument.
  static const Expr* firstOf(const CallExpr* call) {
    if (const Expr* object = check::objectOf(call)) return object;
    check::Arguments arguments = check::writtenArguments(call);
    return arguments.empty() ? nullptr : check::asWritten(arguments.front());
  }

  // Pools are for shared-pool-misuse.
  bool isPlain(const CallExpr* call, OpKind kind) const {
    if (!check::isOperation(call, kind, resolver())) return false;
    const Expr* object = check::objectOf(call);
    if (!object) return true;
    clang::QualType type = object->getType();
    const dialect::ClassSpec* spec =
        resolver().classOf(type->isPointerType() ? type->getPointeeType() : type);
    return !spec || spec->kind != dialect::ClassKind::Pool;
  }

  void report(const Taking& taking, const HeldPaths& paths) {
    if (!paths.left || (!paths.givenBack && paths.isHandedOn)) return;
    std::string name = "'" + taking.variable->getNameAsString() + "'";
    std::string by = check::nameOfCallee(taking.call);
    Finding found =
        make_(paths.givenBack ? name + ", from " + by + ", is not released on every path"
                              : "nothing releases " + name + ", from " + by,
              placeOf(taking.call->getSourceRange()));
    found.function = taking.functionName;
    found.primitives = {taking.variable->getNameAsString()};
    if (paths.left->exit)
      found.related.push_back(
          {placeOf(paths.left->exit->getSourceRange()), "leaves here without releasing " + name});
    if (paths.givenBack)
      found.related.push_back(
          {placeOf(paths.givenBack->getSourceRange()), "another path releases it here"});
    sink_.add(std::move(found));
  }

  const Names& names_;
  check::MakeFinding make_;
  check::FindingSink& sink_;
};

class ResourceNotClosed : public check::AstCheck {
 public:
  bool onByDefault() const override { return false; }
  std::vector<check::OptionSpec> options() const override {
    return {{kPairs.str(), "",
             "more that acquires and what releases it: a = b, c::d = e::f, by qualified names"}};
  }

  llvm::Error configure(const check::Options& options) override {
    names_ = {};
    return check::readPairs(options, kPairs, names_.acquire, names_.release);
  }

 protected:
  void walk(const check::UnitContext& context, check::MakeFinding make,
            check::FindingSink& sink) override {
    Visitor visitor(context, names_, make, sink);
    visitor.walk();
    visitor.reportAll();
  }

 private:
  Names names_;
};

CHANVET_CHECK(ResourceNotClosed);

}  // namespace
}  // namespace chanvet::checks
