// Variables that hold a value or an error, whose value is used although nothing in the function
// has looked at them before.
//
// Any use but for the value counts as a look: a test, an argument, a capture, an assignment. A look
// that stands behind the use counts where a loop leads from it to the use.
//
// Left out: what is not a local variable that a call's result was put into, and members that throw
// by themselves where there is no value, in a try.

#include <clang/AST/ExprCXX.h>
#include <clang/AST/StmtCXX.h>
#include <clang/Basic/SourceManager.h>
#include <llvm/ADT/MapVector.h>
#include <llvm/ADT/STLExtras.h>

#include "check/AstCheck.h"
#include "check/OptionValues.h"
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

constexpr llvm::StringLiteral kTemporaries = "temporaries";

using Loops = llvm::SmallVector<const Stmt*, 4>;

// A use of a variable, in the order in which they stand.
struct Use {
  bool isLook = false;
  Loops loops;  // around the use, within the scope of the variable
  Place place;
  std::string function;
};

struct Variable {
  Place declared;
  std::string name;
  std::vector<Use> uses;
};

bool isLoop(const Stmt* statement) {
  return llvm::isa<clang::ForStmt, clang::WhileStmt, clang::DoStmt, clang::CXXForRangeStmt>(
      statement);
}

class Visitor : public check::OwnCode {
 public:
  Visitor(const check::UnitContext& context, bool temporaries, check::MakeFinding make,
          check::FindingSink& sink)
      : OwnCode(context), temporaries_(temporaries), make_(make), sink_(sink) {}

  bool VisitVarDecl(const VarDecl* variable) override {
    if (!variable->hasLocalStorage() || llvm::isa<clang::ParmVarDecl>(variable) ||
        !isResult(variable->getType()) || variable->getType()->isReferenceType() ||
        !variable->getInit() || !comesFromCall(variable->getInit()))
      return true;
    Variable& known = variables_[variable];
    known.declared = placeOf(variable->getSourceRange());
    known.name = variable->getNameAsString();
    return true;
  }

  bool VisitDeclRefExpr(const clang::DeclRefExpr* reference) override {
    auto* variable = llvm::dyn_cast<VarDecl>(reference->getDecl());
    auto at = variable ? variables_.find(variable) : variables_.end();
    if (at == variables_.end()) return true;
    Use use;
    EnclosingPath access = valueAccess();
    use.isLook = access.empty();
    use.loops = loopsBelow(variable);
    if (!use.isLook) use.place = placeOf(access.back().statement->getSourceRange());
    use.function = functionName();
    at->second.uses.push_back(std::move(use));
    return true;
  }

  // open(path).value()
  bool VisitCallExpr(const clang::CallExpr* call) override {
    if (!temporaries_ || !isValueAccess(call, path())) return true;
    const Expr* object = objectOfAccess(call);
    if (!object || !llvm::isa<clang::CallExpr>(check::asWritten(object)) || !comesFromCall(object))
      return true;
    report(check::nameOfCallee(check::callOf(object)), "the result of ", {},
           placeOf(call->getSourceRange()), functionName());
    return true;
  }

  void reportAll() {
    for (const auto& [declaration, variable] : variables_)
      for (size_t index = 0; index < variable.uses.size(); ++index) {
        if (variable.uses[index].isLook || isLookedAt(variable, index)) continue;
        const Use& use = variable.uses[index];
        report("'" + variable.name + "'", "", variable.declared, use.place, use.function);
        break;
      }
  }

 private:
  bool isResult(clang::QualType type) const {
    const dialect::ClassSpec* spec = type.isNull() ? nullptr : resolver().classOf(type);
    return spec && spec->kind == ClassKind::Result;
  }

  // A call that may have failed. What hands on a result that was there before has none of its own.
  bool comesFromCall(const Expr* initializer) const {
    const clang::CallExpr* call = check::callOf(initializer);
    if (!call || !isResult(call->getType().getNonReferenceType()) || call->isGLValue())
      return false;
    const dialect::OperationSpec* operation = check::operationOf(call, resolver());
    return !operation || operation->kind == OpKind::Receive;
  }

  // The path to the access if the variable that is visited is asked for its value; else empty.
  EnclosingPath valueAccess() const {
    EnclosingPath at = check::parentOf(path());
    if (at.empty()) return {};
    if (llvm::isa_and_nonnull<clang::MemberExpr>(at.back().statement)) at = check::parentOf(at);
    auto* call =
        at.empty() ? nullptr : llvm::dyn_cast_or_null<clang::CallExpr>(at.back().statement);
    if (!call || !isValueAccess(call, at)) return {};
    const Expr* object = objectOfAccess(call);
    bool isObject = object && check::asWritten(object) ==
                                  check::asWritten(llvm::cast<Expr>(path().back().statement));
    return isObject ? at : EnclosingPath();
  }

  // Whether a call takes out the value as if there was one.
  bool isValueAccess(const clang::CallExpr* call, EnclosingPath path) const {
    const dialect::OperationSpec* operation = check::operationOf(call, resolver());
    if (!operation || operation->kind != OpKind::Deref || operation->value.isSet()) return false;
    const Expr* object = objectOfAccess(call);
    if (!object || !isResult(object->getType())) return false;
    return llvm::isa<clang::CXXOperatorCallExpr>(call) || !isInTry(path);
  }

  static const Expr* objectOfAccess(const clang::CallExpr* call) {
    if (llvm::isa<clang::CXXOperatorCallExpr>(call)) return call->getArg(0);
    return check::objectOf(call);
  }

  static bool isInTry(EnclosingPath path) {
    return llvm::any_of(path, [](const Enclosing& node) {
      return llvm::isa_and_nonnull<clang::CXXTryStmt>(node.statement);
    });
  }

  // The loops that the variable is declared outside of.
  Loops loopsBelow(const VarDecl* variable) const {
    Loops loops;
    const clang::SourceManager& sources = ast().getSourceManager();
    for (const Enclosing& node : path())
      if (node.statement && isLoop(node.statement) &&
          sources.isBeforeInTranslationUnit(variable->getBeginLoc(), node.statement->getBeginLoc()))
        loops.push_back(node.statement);
    return loops;
  }

  static bool isLookedAt(const Variable& variable, size_t index) {
    const Use& use = variable.uses[index];
    for (size_t other = 0; other < variable.uses.size(); ++other) {
      if (!variable.uses[other].isLook) continue;
      if (other < index) return true;
      bool comesBack = llvm::any_of(use.loops, [&](const Stmt* loop) {
        return llvm::is_contained(variable.uses[other].loops, loop);
      });
      if (comesBack) return true;
    }
    return false;
  }

  void report(const std::string& name, llvm::StringRef what, const Place& declared,
              const Place& place, const std::string& function) {
    Finding found = make_(
        what.str() + name + " may be an error: nobody has looked before its value is used", place);
    found.function = function;
    if (declared.isValid()) found.related.push_back({declared, name + " comes from here"});
    sink_.add(std::move(found));
  }

  bool temporaries_;
  check::MakeFinding make_;
  check::FindingSink& sink_;
  llvm::MapVector<const VarDecl*, Variable> variables_;
};

class UncheckedValue : public check::AstCheck {
 public:
  std::vector<check::OptionSpec> options() const override {
    return {{kTemporaries.str(), "false",
             "also the value of a result that is in no variable: open(path).value()"}};
  }

  llvm::Error configure(const check::Options& options) override {
    return check::readFlag(options, kTemporaries, temporaries_);
  }

 protected:
  void walk(const check::UnitContext& context, check::MakeFinding make,
            check::FindingSink& sink) override {
    Visitor visitor(context, temporaries_, make, sink);
    visitor.walk();
    visitor.reportAll();
  }

 private:
  bool temporaries_ = false;
};

CHANVET_CHECK(UncheckedValue);

}  // namespace
}  // namespace chanvet::checks
