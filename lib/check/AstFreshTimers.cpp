#include "check/AstFreshTimers.h"

#include <clang/AST/ExprCXX.h>
#include <clang/AST/StmtCXX.h>
#include <clang/Basic/SourceManager.h>
#include <llvm/ADT/STLExtras.h>
#include <llvm/ADT/StringExtras.h>

#include "check/AstLoops.h"
#include "dialect/Resolver.h"

namespace chanvet::check {

using clang::CallExpr;
using clang::Expr;
using clang::Stmt;
using clang::ValueDecl;
using dialect::ClassKind;
using dialect::ClassSpec;
using dialect::OperationSpec;
using dialect::OpKind;
using dialect::Resolver;

namespace {

constexpr llvm::StringLiteral kFewTurns = "few-turns";
constexpr unsigned kHelperDepth = 3;

// timer(10s) that is gone at the end of the expression, and runs on.
bool isLostTimer(const Expr* object, const Resolver& resolver) {
  if (!object || !llvm::isa<clang::CXXConstructExpr>(asWritten(object->IgnoreParenCasts())))
    return false;
  const ClassSpec* type = resolver.classOf(object->getType());
  return type && type->kind == ClassKind::Timer && type->onDestroy == dialect::OnDestroy::Nothing;
}

// How often a function names a timer, and how often only to ask for its channel.
class TimerUses : public clang::ConstDynamicRecursiveASTVisitor {
 public:
  TimerUses(const ValueDecl* timer, const Resolver& resolver)
      : timer_(timer), resolver_(resolver) {}

  bool VisitDeclRefExpr(const clang::DeclRefExpr* reference) override {
    named += reference->getDecl() == timer_;
    return true;
  }
  bool VisitCallExpr(const CallExpr* call) override {
    asked += isOperation(call, OpKind::ChannelOf, resolver_) && namedBy(objectOf(call)) == timer_;
    return true;
  }

  unsigned named = 0, asked = 0;

 private:
  const ValueDecl* timer_;
  const Resolver& resolver_;
};

// 'after', or the class of the timer whose channel the call gives.
std::string makerOf(const CallExpr* call, const Resolver& resolver) {
  bool isChannelOf = isOperation(call, OpKind::ChannelOf, resolver);
  const clang::CXXRecordDecl* timer =
      isChannelOf ? objectOf(call)->getType()->getAsCXXRecordDecl() : nullptr;
  return timer ? "'" + timer->getNameAsString() + "'" : nameOfCallee(call);
}

// The value that a helper returns where it ends; null when there is none.
const Expr* returnedAtEnd(const clang::FunctionDecl* function) {
  auto* body =
      function ? llvm::dyn_cast_or_null<clang::CompoundStmt>(function->getBody()) : nullptr;
  if (!body || body->body_empty()) return nullptr;
  auto* last = llvm::dyn_cast<clang::ReturnStmt>(body->body_back());
  return last ? last->getRetValue() : nullptr;
}

// Whether a call gives the channel of a timer that it makes, and that nothing can stop.
bool makesTimer(const CallExpr* call, const Resolver& resolver, unsigned depth) {
  if (const OperationSpec* operation = operationOf(call, resolver)) {
    if (operation->kind == OpKind::ChannelOf) return isLostTimer(objectOf(call), resolver);
    const ClassSpec* made = resolver.classOf(call->getType());
    return operation->kind == OpKind::Make && !operation->stoppable && !operation->periodic &&
           made && made->kind == ClassKind::Channel;
  }
  const Expr* value = depth > 0 ? returnedAtEnd(call->getDirectCallee()) : nullptr;
  const CallExpr* inner = value ? callOf(value) : nullptr;
  return inner && makesTimer(inner, resolver, depth - 1);
}

// How a function uses the variable that holds a timer's channel.
class Uses : public clang::ConstDynamicRecursiveASTVisitor {
 public:
  Uses(const ValueDecl* channel, const Resolver& resolver)
      : channel_(channel), resolver_(resolver) {}

  bool VisitCallExpr(const CallExpr* call) override {
    const OperationSpec* operation = operationOf(call, resolver_);
    if (!operation) return true;
    if (operation->kind == OpKind::Receive && namedBy(objectOf(call)) == channel_)
      isReceived = true;
    if (operation->kind == OpKind::Select && hasCase(call)) select = call;
    return true;
  }

  bool isReceived = false;
  const CallExpr* select = nullptr;  // that waits for it

 private:
  bool hasCase(const CallExpr* select) const {
    return llvm::any_of(writtenArguments(select), [&](const Expr* argument) {
      const CallExpr* oneCase = callOf(argument);
      const OperationSpec* operation = oneCase ? operationOf(oneCase, resolver_) : nullptr;
      return operation && namedBy(operandOf(oneCase, operation->channel)) == channel_;
    });
  }

  const ValueDecl* channel_;
  const Resolver& resolver_;
};

class Finder : public OwnCode {
 public:
  using Report = std::function<void(const FreshTimer&)>;

  Finder(const UnitContext& context, unsigned fewTurns, const Report& report)
      : OwnCode(context), loops_(*context.ast, *context.resolver, fewTurns), report_(report) {}

  bool VisitCallExpr(const CallExpr* call) override {
    if (call->isTypeDependent()) return true;
    if (const Stmt* loop = loopOfTimer(call)) {
      if (const CallExpr* select = selectAround()) add(call, loop, select, nullptr);
      return true;
    }
    if (!makesTimer(call, resolver(), kHelperDepth)) return true;
    const Stmt* loop = loops_.around(path());
    if (!loop) return true;
    EnclosingPath parent = parentOf(path());
    if (const ValueDecl* channel = heldBy(parent))
      lookAtVariable(call, loop, channel, parent);
    else if (const CallExpr* select = selectAround())
      add(call, loop, select, nullptr);
    else if (!isReceived(parent))
      add(call, loop, nullptr, nullptr);
    return true;
  }

 private:
  // The loop that makes a timer on every turn, in a variable, and asks for nothing but its channel,
  // which the call does; null where there is none.
  const Stmt* loopOfTimer(const CallExpr* call) {
    if (!isOperation(call, OpKind::ChannelOf, resolver())) return nullptr;
    auto* timer = llvm::dyn_cast_or_null<clang::VarDecl>(namedBy(objectOf(call)));
    if (!timer || !timer->hasLocalStorage() || !isLostTimer(timer->getInit(), resolver()))
      return nullptr;
    const Stmt* loop = loops_.around(path());
    const clang::FunctionDecl* function = functionAround(path());
    if (!loop || !function || !isWithin(timer, loop)) return nullptr;
    TimerUses uses(timer, resolver());
    uses.TraverseStmt(function->getBody());
    return uses.named == uses.asked ? loop : nullptr;
  }

  bool isWithin(const clang::VarDecl* variable, const Stmt* loop) const {
    const clang::SourceManager& sources = ast().getSourceManager();
    return !sources.isBeforeInTranslationUnit(variable->getLocation(), loop->getBeginLoc()) &&
           sources.isBeforeInTranslationUnit(variable->getLocation(), loop->getEndLoc());
  }

  // The variable or field that is given the channel; null when there is none.
  static const ValueDecl* heldBy(EnclosingPath parent) {
    if (parent.empty()) return nullptr;
    if (auto* variable = llvm::dyn_cast_or_null<clang::VarDecl>(parent.back().declaration))
      return variable;
    return isAssignment(parent)
               ? namedBy(llvm::cast<clang::CXXOperatorCallExpr>(parent.back().statement)->getArg(0))
               : nullptr;
  }

  static bool isAssignment(EnclosingPath parent) {
    auto* call = llvm::dyn_cast_or_null<clang::CXXOperatorCallExpr>(parent.back().statement);
    return call && call->getOperator() == clang::OO_Equal;
  }

  void lookAtVariable(const CallExpr* call, const Stmt* loop, const ValueDecl* channel,
                      EnclosingPath parent) {
    if (isAssignment(parent) && (isConditional(parent, loop) || isRenewed(channel))) return;
    Uses uses(channel, resolver());
    if (const clang::FunctionDecl* function = functionAround(path()))
      uses.TraverseStmt(function->getBody());
    if (!uses.isReceived) add(call, loop, uses.select, channel);
  }

  // Whether the loop only gets there when a condition holds: the timer may have fired.
  static bool isConditional(EnclosingPath path, const Stmt* loop) {
    for (const Enclosing& node : llvm::reverse(path)) {
      if (node.statement == loop) return false;
      if (node.statement && llvm::isa<clang::IfStmt, clang::SwitchStmt>(node.statement))
        return true;
    }
    return false;
  }

  // Whether the handler of the timer's own case makes the next one.
  bool isRenewed(const ValueDecl* channel) const {
    EnclosingPath lambda = lambdaAround(path());
    EnclosingPath parent = lambda.empty() ? lambda : parentOf(lambda);
    auto* oneCase =
        parent.empty() ? nullptr : llvm::dyn_cast_or_null<CallExpr>(parent.back().statement);
    const OperationSpec* operation = oneCase ? operationOf(oneCase, resolver()) : nullptr;
    return operation && namedBy(operandOf(oneCase, operation->channel)) == channel;
  }

  // The select, or the case of one, whose arguments the visited call is among.
  const CallExpr* selectAround() const {
    const CallExpr* oneCase = nullptr;
    for (const Enclosing& node : llvm::reverse(path().drop_back())) {
      if (node.declaration || llvm::isa<clang::LambdaExpr>(node.statement)) break;
      if (isOperation(node.statement, OpKind::Select, resolver()))
        return llvm::cast<CallExpr>(node.statement);
      if (isOperation(node.statement, OpKind::CaseReceive, resolver()))
        oneCase = llvm::cast<CallExpr>(node.statement);
    }
    return oneCase;
  }

  // after(1s).recv()
  bool isReceived(EnclosingPath parent) const {
    if (parent.empty() || !llvm::isa_and_nonnull<clang::MemberExpr>(parent.back().statement))
      return false;
    EnclosingPath call = parentOf(parent);
    return !call.empty() && isOperation(call.back().statement, OpKind::Receive, resolver());
  }

  // Whether the select has a case that lets the loop go on, other than that of the timer. What only
  // tells that work is to end does not: a context, a channel without values, or whose values are
  // not looked at.
  bool hasTraffic(const CallExpr* select, const CallExpr* timer, const ValueDecl* channel) const {
    return llvm::any_of(writtenArguments(select), [&](const Expr* argument) {
      const CallExpr* oneCase = callOf(argument);
      const OperationSpec* operation = oneCase ? operationOf(oneCase, resolver()) : nullptr;
      if (!operation || operation->kind != OpKind::CaseReceive) return true;
      const Expr* received = operandOf(oneCase, operation->channel);
      if (!received || isTimer(received, timer, channel)) return !received;
      return !onlyStops(received) && !isThrownAway(operandOf(oneCase, operation->task));
    });
  }

  // A handler that does nothing with what is received: it only says that something was.
  static bool isThrownAway(const Expr* handler) {
    auto* lambda = llvm::dyn_cast_or_null<clang::LambdaExpr>(handler);
    return lambda && lambda->getCompoundStmtBody()->body_empty();
  }

  static bool isTimer(const Expr* received, const CallExpr* timer, const ValueDecl* channel) {
    return callOf(received) == timer || (channel && namedBy(received) == channel);
  }

  bool onlyStops(const Expr* received) const {
    if (const CallExpr* call = callOf(received);
        call && isOperation(call, OpKind::ChannelOf, resolver()) && objectOf(call)) {
      const ClassSpec* owner = resolver().classOf(objectOf(call)->getType());
      if (owner && owner->kind == ClassKind::Context) return true;
    }
    auto elements = typeArguments(received->getType());
    const clang::CXXRecordDecl* value =
        elements.empty() ? nullptr : elements.front()->getAsCXXRecordDecl();
    return value && value->hasDefinition() && value->isEmpty();
  }

  void add(const CallExpr* call, const Stmt* loop, const CallExpr* select,
           const ValueDecl* channel) {
    if (select && isOperation(select, OpKind::Select, resolver()) &&
        !hasTraffic(select, call, channel))
      return;
    FreshTimer found;
    found.made = makerOf(call, resolver());
    found.inSelect = select;
    found.place = placeOf(call->getSourceRange());
    found.loop = placeOf({loop->getBeginLoc(), loop->getBeginLoc()});
    found.function = functionName();
    report_(found);
  }

  Loops loops_;
  const Report& report_;
};

}  // namespace

OptionSpec fewTurnsOption() {
  return {kFewTurns.str(), "10", "constant numbers of turns up to this do not count as a loop"};
}

llvm::Expected<unsigned> fewTurnsOf(const Options& options) {
  unsigned turns = 0;
  auto given = options.find(kFewTurns.str());
  if (given == options.end() || !llvm::to_integer(given->second, turns))
    return llvm::createStringError("'%s' takes a number of turns, from 0 on", kFewTurns.data());
  return turns;
}

void findFreshTimers(const UnitContext& context, unsigned fewTurns,
                     const std::function<void(const FreshTimer&)>& report) {
  if (context.ast && context.resolver) Finder(context, fewTurns, report).walk();
}

}  // namespace chanvet::check
