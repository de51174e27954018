// Errors that are wrapped twice on one path through a function, and errors that are replaced by a
// new one where they should have been wrapped.
//
// The paths are those of clang's graph, with what was decided: a condition that is tested again
// comes out the same, as long as nothing that it names was assigned. Functions with more states
// than kMaxStates are given up.
//
// Left out: what callers and callees wrap, since each layer has its own to say; errors in members
// and containers.

#include <map>
#include <set>

#include <clang/AST/ExprCXX.h>
#include <clang/AST/StmtCXX.h>
#include <clang/Analysis/CFG.h>
#include <clang/Lex/Lexer.h>
#include <llvm/ADT/STLExtras.h>

#include "check/AstCheck.h"
#include "check/AstOwnCode.h"
#include "dialect/Resolver.h"

namespace chanvet::checks {
namespace {

using clang::CallExpr;
using clang::CFGBlock;
using clang::Expr;
using clang::Stmt;
using clang::ValueDecl;
using clang::VarDecl;
using dialect::ClassKind;
using dialect::ClassSpec;
using dialect::OperationSpec;
using dialect::OpKind;
using dialect::Resolver;

constexpr size_t kMaxStates = 5000;

bool isError(clang::QualType type, const Resolver& resolver) {
  const ClassSpec* spec = resolver.classOf(type);
  return spec && spec->kind == ClassKind::Error;
}

// The error that a call wraps, as it is written; null when the call wraps none.
const Expr* wrappedBy(const CallExpr* call, const Resolver& resolver) {
  const OperationSpec* operation = check::operationOf(call, resolver);
  return operation && operation->kind == OpKind::WrapError
             ? check::operandOf(call, operation->value)
             : nullptr;
}

// The local variable that an expression names, copies or moves from; null when it is something
// else.
const VarDecl* localNamedBy(const Expr* expression, const Resolver& resolver) {
  if (auto* copy = llvm::dyn_cast_or_null<clang::CXXConstructExpr>(expression);
      copy && copy->getConstructor()->isCopyOrMoveConstructor())
    return localNamedBy(check::asWritten(copy->getArg(0)), resolver);
  if (const CallExpr* call = expression ? check::callOf(expression) : nullptr;
      call && check::isOperation(call, OpKind::Forward, resolver) && call->getNumArgs() == 1)
    return localNamedBy(check::asWritten(call->getArg(0)), resolver);
  auto* variable = llvm::dyn_cast_or_null<VarDecl>(check::namedBy(expression));
  return variable && variable->hasLocalStorage() && !variable->getType()->isReferenceType()
             ? variable
             : nullptr;
}

// What is known at one place of a path.
struct State {
  std::map<const VarDecl*, const CallExpr*> wraps;  // by which call a variable was wrapped last
  std::map<std::string, bool> decisions;            // by the text of the condition

  friend auto operator<=>(const State&, const State&) = default;
};

// The variables that an expression names, and whether it does anything but to test values.
class Names : public clang::ConstDynamicRecursiveASTVisitor {
 public:
  explicit Names(const Resolver& resolver) : resolver_(resolver) {}

  bool VisitDeclRefExpr(const clang::DeclRefExpr* reference) override {
    names.insert(reference->getDecl());
    return true;
  }
  bool VisitCallExpr(const CallExpr* call) override {
    isPure &= check::isOperation(call, OpKind::TestError, resolver_);
    return true;
  }
  bool VisitBinaryOperator(const clang::BinaryOperator* operation) override {
    isPure &= !operation->isAssignmentOp();
    return true;
  }

  std::set<const ValueDecl*> names;
  bool isPure = true;

 private:
  const Resolver& resolver_;
};

// Follows the paths of one body.
class Paths {
 public:
  using Report =
      llvm::function_ref<void(const VarDecl*, const CallExpr* again, const CallExpr* first)>;

  Paths(clang::ASTContext& ast, const Resolver& resolver, Report report)
      : ast_(ast), resolver_(resolver), report_(report) {}

  void follow(const clang::FunctionDecl* function, const Stmt* body) {
    clang::CFG::BuildOptions options;
    options.setAllAlwaysAdd();
    auto graph = clang::CFG::buildCFG(function, const_cast<Stmt*>(body), &ast_, options);
    if (!graph) return;
    push(&graph->getEntry(), {});
    while (!open_.empty() && seen_.size() < kMaxStates) {
      auto [block, state] = std::move(open_.back());
      open_.pop_back();
      run(block, std::move(state));
    }
  }

 private:
  void push(const CFGBlock* block, State state) {
    if (block && seen_.insert({block->getBlockID(), state}).second)
      open_.emplace_back(block, std::move(state));
  }

  void run(const CFGBlock* block, State state) {
    for (const clang::CFGElement& element : *block)
      if (auto statement = element.getAs<clang::CFGStmt>()) step(statement->getStmt(), state);
    const auto* condition = block->succ_size() == 2
                                ? llvm::dyn_cast_or_null<Expr>(block->getTerminatorCondition())
                                : nullptr;
    auto [text, truth] = condition ? decisionOf(condition) : std::pair<std::string, bool>();
    auto decided = state.decisions.find(text);
    bool isDecided = !text.empty() && decided != state.decisions.end();
    unsigned way = 0;
    for (const CFGBlock::AdjacentBlock& next : block->succs()) {
      bool holds = (way++ == 0) == truth;
      if (isDecided && decided->second != holds) continue;
      State after = state;
      if (!text.empty()) after.decisions[text] = holds;
      push(next.getReachableBlock(), std::move(after));
    }
  }

  // The condition without negations, and what it is when the first way is taken; no text when it
  // may be something else the next time.
  std::pair<std::string, bool> decisionOf(const Expr* condition) {
    bool truth = true;
    condition = check::asWritten(condition);
    for (auto* negation = llvm::dyn_cast<clang::UnaryOperator>(condition);
         negation && negation->getOpcode() == clang::UO_LNot;
         negation = llvm::dyn_cast<clang::UnaryOperator>(condition)) {
      truth = !truth;
      condition = check::asWritten(negation->getSubExpr());
    }
    Names names(resolver_);
    names.TraverseStmt(condition);
    if (!names.isPure) return {};
    std::string text = clang::Lexer::getSourceText(
                           clang::CharSourceRange::getTokenRange(condition->getSourceRange()),
                           ast_.getSourceManager(), ast_.getLangOpts())
                           .str();
    mentions_[text] = std::move(names.names);
    return {text, truth};
  }

  void step(const Stmt* statement, State& state) {
    if (auto* declaration = llvm::dyn_cast<clang::DeclStmt>(statement))
      for (const clang::Decl* one : declaration->decls())
        if (auto* variable = llvm::dyn_cast<VarDecl>(one); variable && variable->getInit())
          assign(variable, variable->getInit(), state);
    if (auto* unary = llvm::dyn_cast<clang::UnaryOperator>(statement);
        unary && (unary->isIncrementDecrementOp() || unary->getOpcode() == clang::UO_AddrOf))
      forget(check::namedBy(unary->getSubExpr()), state);
    if (auto* binary = llvm::dyn_cast<clang::BinaryOperator>(statement);
        binary && binary->isAssignmentOp())
      forget(check::namedBy(binary->getLHS()), state);
    if (auto* call = llvm::dyn_cast<CallExpr>(statement)) stepCall(call, state);
  }

  void stepCall(const CallExpr* call, State& state) {
    if (const VarDecl* wrapped = localNamedBy(wrappedBy(call, resolver_), resolver_)) {
      if (auto first = state.wraps.find(wrapped); first != state.wraps.end())
        report_(wrapped, call, first->second);
      return;
    }
    auto* assignment = llvm::dyn_cast<clang::CXXOperatorCallExpr>(call);
    if (assignment && assignment->getOperator() == clang::OO_Equal &&
        assignment->getNumArgs() == 2) {
      assign(check::namedBy(assignment->getArg(0)), assignment->getArg(1), state);
      return;
    }
    bool isMove = check::isOperation(call, OpKind::Forward, resolver_);
    if (const clang::FunctionDecl* callee = call->getDirectCallee(); callee && !isMove)
      for (auto [parameter, argument] :
           llvm::zip(callee->parameters(), check::writtenArguments(call)))
        if (clang::QualType to = parameter->getType()->getPointeeType();
            !to.isNull() && !to.isConstQualified())
          forget(check::namedBy(argument), state);
  }

  void assign(const ValueDecl* target, const Expr* value, State& state) {
    auto* variable = llvm::dyn_cast_or_null<VarDecl>(target);
    const CallExpr* call = check::callOf(value);
    const VarDecl* source = localNamedBy(check::asWritten(value), resolver_);
    const Expr* wrapped = call ? wrappedBy(call, resolver_) : nullptr;
    const CallExpr* by = wrapped ? call : nullptr;
    if (auto known = state.wraps.find(source); source && known != state.wraps.end())
      by = known->second;
    // An error stays one when it is wrapped: what was decided on it holds.
    if (!variable || !wrapped || localNamedBy(wrapped, resolver_) != variable)
      forget(target, state);
    if (variable && by) state.wraps[variable] = by;
  }

  void forget(const ValueDecl* changed, State& state) {
    if (!changed) return;
    if (auto* variable = llvm::dyn_cast<VarDecl>(changed)) state.wraps.erase(variable);
    std::erase_if(state.decisions, [&](const auto& decision) {
      return mentions_[decision.first].contains(changed);
    });
  }

  clang::ASTContext& ast_;
  const Resolver& resolver_;
  Report report_;
  std::vector<std::pair<const CFGBlock*, State>> open_;
  std::set<std::pair<unsigned, State>> seen_;
  std::map<std::string, std::set<const ValueDecl*>> mentions_;
};

class Visitor : public check::OwnCode {
 public:
  Visitor(const check::UnitContext& context, check::MakeFinding make, check::FindingSink& sink)
      : OwnCode(context), make_(make), sink_(sink) {}

  bool VisitCallExpr(const CallExpr* call) override {
    if (call->isTypeDependent()) return true;
    const Expr* wrapped = wrappedBy(call, resolver());
    if (!wrapped) return true;
    if (const CallExpr* inner = check::callOf(wrapped); inner && wrappedBy(inner, resolver()))
      report("the error is wrapped twice in one place", call, inner);
    if (const Stmt* body = check::bodyAround(path()); body && followed_.insert(body).second)
      follow(body);
    return true;
  }

  // if (failed) return errorf("timeout");
  bool VisitIfStmt(const clang::IfStmt* branch) override {
    const VarDecl* cause = testedBy(branch->getCond());
    const Expr* made = cause ? madeInstead(branch->getThen()) : nullptr;
    if (!made) return true;
    Names names(resolver());
    names.TraverseStmt(branch->getThen());
    if (names.names.contains(cause)) return true;
    std::string name = "'" + cause->getNameAsString() + "'";
    Finding found =
        make_("a new error is returned here, and " + name + ", which caused it, is lost",
              placeOf(made->getSourceRange()));
    found.function = functionName();
    found.primitives = {cause->getNameAsString()};
    found.related.push_back({placeOf(cause->getLocation()), "the cause is in " + name});
    sink_.add(std::move(found));
    return true;
  }

 private:
  void follow(const Stmt* body) {
    auto again = [&](const VarDecl* error, const CallExpr* call, const CallExpr* first) {
      report("'" + error->getNameAsString() + "' is wrapped a second time on one path", call,
             first);
    };
    Paths(ast(), resolver(), again).follow(check::functionAround(path()), body);
  }

  void report(std::string message, const CallExpr* call, const CallExpr* first) {
    Finding found = make_(std::move(message), placeOf(call->getSourceRange()));
    found.function = functionName();
    found.related.push_back({placeOf(first->getSourceRange()), "it is wrapped here already"});
    sink_.add(std::move(found));
  }

  // The local error that a condition tests for being one; null for other conditions.
  const VarDecl* testedBy(const Expr* condition) const {
    const CallExpr* test = condition ? check::callOf(condition) : nullptr;
    auto* conversion =
        test ? llvm::dyn_cast_or_null<clang::CXXConversionDecl>(test->getDirectCallee()) : nullptr;
    if (!conversion || !conversion->getConversionType()->isBooleanType()) return nullptr;
    const Expr* object = check::objectOf(test);
    return object && isError(object->getType(), resolver()) ? localNamedBy(object, resolver())
                                                            : nullptr;
  }

  // What makes the error that a branch returns, when that is all it does; null otherwise.
  const Expr* madeInstead(const Stmt* branch) const {
    if (auto* block = llvm::dyn_cast<clang::CompoundStmt>(branch))
      branch = block->size() == 1 ? block->body_back() : nullptr;
    auto* result = llvm::dyn_cast_or_null<clang::ReturnStmt>(branch);
    return result && result->getRetValue() ? makerOf(result->getRetValue()) : nullptr;
  }

  // errorf("timeout"), error("timeout"), also where a result of it is returned.
  const Expr* makerOf(const Expr* value) const {
    value = check::asWritten(check::asWritten(value)->IgnoreParenCasts());
    if (auto* call = llvm::dyn_cast<CallExpr>(value))
      return isError(call->getType(), resolver()) &&
                     check::isOperation(call, OpKind::Make, resolver())
                 ? call
                 : nullptr;
    auto* construction = llvm::dyn_cast<clang::CXXConstructExpr>(value);
    if (!construction || construction->getNumArgs() == 0) return nullptr;
    const ClassSpec* type = resolver().classOf(construction->getType());
    bool isAround = construction->getConstructor()->isCopyOrMoveConstructor() ||
                    (type && type->kind == ClassKind::Result);
    if (isAround) return makerOf(construction->getArg(0));
    const OperationSpec* operation = resolver().constructionOf(
        construction->getConstructor(), check::writtenArguments(construction).size());
    bool makes = operation && operation->kind == OpKind::Make;
    return makes && isError(construction->getType(), resolver()) ? construction : nullptr;
  }

  check::MakeFinding make_;
  check::FindingSink& sink_;
  std::set<const Stmt*> followed_;
};

class WrappedTwice : public check::AstCheck {
 protected:
  void walk(const check::UnitContext& context, check::MakeFinding make,
            check::FindingSink& sink) override {
    Visitor(context, make, sink).walk();
  }
};

CHANVET_CHECK(WrappedTwice);

}  // namespace
}  // namespace chanvet::checks
