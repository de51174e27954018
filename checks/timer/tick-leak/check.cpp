// Tickers without a handle, in code that can run more than once in a process or that ends before
// the process does.
//
// Left out: main and what it runs in place or spawns, what initialises globals, and functions that
// never return, unless something seen here runs them again and again or once for each object.

#include <map>
#include <set>

#include <clang/AST/ExprCXX.h>
#include <clang/AST/StmtCXX.h>

#include "check/AstCheck.h"
#include "check/AstLoops.h"
#include "check/AstOwnCode.h"
#include "dialect/Resolver.h"

namespace chanvet::checks {
namespace {

using check::EnclosingPath;
using clang::CallExpr;
using clang::FunctionDecl;
using clang::Stmt;
using dialect::OpKind;

// The function as it was written, whichever declaration or instantiation this is.
const FunctionDecl* written(const FunctionDecl* function) {
  if (const FunctionDecl* pattern = function->getTemplateInstantiationPattern()) function = pattern;
  return function->getCanonicalDecl();
}

// Which functions run once in a process, as far as the unit shows.
class Callers : public check::OwnCode {
 public:
  Callers(const check::UnitContext& context, check::Loops& loops)
      : OwnCode(context), loops_(loops) {
    walk();
  }

  bool VisitDeclRefExpr(const clang::DeclRefExpr* reference) override {
    return note(reference->getDecl());
  }
  bool VisitMemberExpr(const clang::MemberExpr* member) override {
    return note(member->getMemberDecl());
  }

  bool runsOnce(const FunctionDecl* function) const {
    std::set<const FunctionDecl*> asked;
    return runsOnce(written(function), asked);
  }

  // Whether the unit shows that the function is run more than once, or for each object of a class.
  bool isRepeated(const FunctionDecl* function) const {
    auto found = references_.find(written(function));
    return found != references_.end() && !runsOnce(function);
  }

 private:
  struct Reference {
    const FunctionDecl* from;  // null: what initialises a global
    bool isInLoop;
  };

  bool note(const clang::ValueDecl* named) {
    if (auto* function = llvm::dyn_cast<FunctionDecl>(named)) {
      const FunctionDecl* from = check::functionAround(path());
      references_[written(function)].push_back(
          {from ? written(from) : nullptr, loops_.around(path()) != nullptr});
    }
    return true;
  }

  bool runsOnce(const FunctionDecl* function, std::set<const FunctionDecl*>& asked) const {
    if (function->isMain()) return true;
    if (llvm::isa<clang::CXXConstructorDecl, clang::CXXDestructorDecl>(function)) return false;
    if (!asked.insert(function).second) return true;
    auto found = references_.find(function);
    if (found == references_.end())
      return !llvm::isa<clang::CXXMethodDecl>(function) && function->param_empty();
    return llvm::all_of(found->second, [&](const Reference& reference) {
      return !reference.isInLoop && (!reference.from || runsOnce(reference.from, asked));
    });
  }

  check::Loops& loops_;
  std::map<const FunctionDecl*, std::vector<Reference>> references_;
};

class Visitor : public check::OwnCode {
 public:
  Visitor(const check::UnitContext& context, check::MakeFinding make, check::FindingSink& sink)
      : OwnCode(context),
        context_(context),
        make_(make),
        sink_(sink),
        loops_(*context.ast, *context.resolver, 0) {}

  bool VisitCallExpr(const CallExpr* call) override {
    if (call->isTypeDependent() || !makesTicker(call)) return true;
    const FunctionDecl* function = check::functionAround(path());
    if (const clang::FieldDecl* field = enclosing<clang::FieldDecl>())
      report(call,
             {placeOf(field->getLocation()), "one for each '" + field->getNameAsString() + "'"});
    if (!function || isInStatic()) return true;
    if (const Stmt* loop = loops_.around(path()))
      report(call,
             {placeOf({loop->getBeginLoc(), loop->getBeginLoc()}), "for each turn of this loop"});
    else if (!function->isMain())
      look(call, function);
    return true;
  }

 private:
  bool makesTicker(const CallExpr* call) const {
    const dialect::OperationSpec* operation = check::operationOf(call, resolver());
    const dialect::ClassSpec* made = resolver().classOf(call->getType());
    return operation && operation->kind == OpKind::Make && operation->periodic &&
           !operation->stoppable && made && made->kind == dialect::ClassKind::Channel;
  }

  // The innermost declaration of a kind that what is visited belongs to; null when there is none.
  template <class Declaration>
  const Declaration* enclosing() const {
    for (const check::Enclosing& node : llvm::reverse(path()))
      if (auto* declaration = llvm::dyn_cast_or_null<Declaration>(node.declaration))
        return declaration;
    return nullptr;
  }

  bool isInStatic() const {
    auto* variable = enclosing<clang::VarDecl>();
    return variable && variable->isStaticLocal();
  }

  void look(const CallExpr* call, const FunctionDecl* function) {
    Place name = placeOf(function->getNameInfo().getSourceRange());
    std::string quoted = "'" + function->getNameAsString() + "'";
    if (loops_.canEnd(path(), [&](const Stmt* loop) { return isFor(loop, call); })) {
      report(call, {name, "the ticker runs on when " + quoted + " is done"});
      return;
    }
    bool isInLambda = !check::lambdaAround(path()).empty();
    bool isRepeated = isInLambda ? !callers().runsOnce(function) : callers().isRepeated(function);
    if (isRepeated) report(call, {name, "one for each call of " + quoted});
  }

  // A range loop over the ticker's channel is never done: nothing closes it.
  bool isFor(const Stmt* loop, const CallExpr* call) const {
    auto* range = llvm::dyn_cast<clang::CXXForRangeStmt>(loop);
    const clang::Expr* source = range ? range->getRangeInit() : nullptr;
    if (!source) return false;
    if (check::callOf(source) == call) return true;
    auto* variable = llvm::dyn_cast_or_null<clang::VarDecl>(check::namedBy(source));
    return variable && variable->getInit() && check::callOf(variable->getInit()) == call;
  }

  const Callers& callers() {
    if (!callers_) callers_ = std::make_unique<Callers>(context_, loops_);
    return *callers_;
  }

  void report(const CallExpr* call, RelatedPlace why) {
    Finding found =
        make_("nothing can stop the ticker that " + check::nameOfCallee(call) + " makes",
              placeOf(call->getSourceRange()));
    found.function = functionName();
    found.related.push_back(std::move(why));
    sink_.add(std::move(found));
  }

  const check::UnitContext& context_;
  check::MakeFinding make_;
  check::FindingSink& sink_;
  check::Loops loops_;
  std::unique_ptr<Callers> callers_;
};

class TickLeak : public check::AstCheck {
 protected:
  void walk(const check::UnitContext& context, check::MakeFinding make,
            check::FindingSink& sink) override {
    Visitor(context, make, sink).walk();
  }
};

CHANVET_CHECK(TickLeak);

}  // namespace
}  // namespace chanvet::checks
