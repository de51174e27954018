// Looks at every call whose value nobody takes, also where it is given to a name that says so; and
// at calls that run in a fiber, where nobody can. Which types must be looked at is the dialect's
// word.
//
// Left out: library functions that a dialect says nothing about, references (an assignment returns
// one), what is thrown away by name beside a comment, which is taken as the reason, and what a
// comment says is ignored.

#include <optional>
#include <string>

#include <clang/AST/ExprCXX.h>
#include <clang/Basic/SourceManager.h>
#include <llvm/ADT/STLExtras.h>

#include "check/AstCalls.h"
#include "check/AstCheck.h"
#include "check/AstDroppedValues.h"
#include "check/AstPlaces.h"
#include "check/OptionValues.h"
#include "check/SourceText.h"
#include "dialect/Resolver.h"

namespace chanvet::checks {
namespace {

using check::Arguments;
using clang::CallExpr;
using clang::Expr;
using dialect::ClassKind;
using dialect::ClassSpec;
using dialect::OperationSpec;
using dialect::OpKind;

constexpr llvm::StringLiteral kByName = "by-name";

// What values mean, and what becomes of them where nobody takes them.
class Judge {
 public:
  Judge(const clang::ASTContext& ast, const dialect::Resolver& resolver)
      : ast_(ast), resolver_(resolver) {}

  // What is wrong where nobody takes `value`, which is the call or what it gives when it is
  // awaited; empty when nothing is.
  std::string whenDropped(const CallExpr* call, const Expr* value) const {
    if (!value->isPRValue() || value->isTypeDependent()) return {};
    const OperationSpec* operation =
        resolver_.operationOf(call->getDirectCallee(), check::writtenArguments(call).size());
    if (operation && operation->mustCheck) return droppedError(call);
    if (operation && operation->kind == OpKind::Send && hasErrorPart(value->getType()))
      return droppedError(call);
    const ClassSpec* type = resolver_.classOf(value->getType());
    bool isTask = type && type->kind == ClassKind::Task;
    if (operation && !isTask && isChannelStatus(*operation)) return {};
    if (!type || !type->mustCheck) return {};
    // A handle on what runs all the same.
    if (isTask && operation && operation->kind == OpKind::Spawn && !operation->await) return {};
    if (isTask) return check::nameOfCallee(call) + " is not awaited, so it never runs";
    if (type->kind == ClassKind::Future)
      return operation && operation->kind == OpKind::Spawn ? droppedFuture(call) : std::string();
    return isNews(call, operation, value->getType()) ? droppedError(call) : std::string();
  }

  static std::string droppedError(const CallExpr* call) {
    return "the error returned by " + check::nameOfCallee(call) + " is dropped";
  }

  bool isError(clang::QualType type) const {
    const ClassSpec* spec = resolver_.classOf(type);
    return spec && spec->mustCheck &&
           (spec->kind == ClassKind::Error || spec->kind == ClassKind::Result);
  }

  // Whether an expression is the error of a type that says that nothing went wrong.
  bool isSuccess(const Expr* expression, clang::QualType type) const {
    const ClassSpec* spec = resolver_.classOf(type);
    if (!spec || spec->kind != ClassKind::Error || !spec->nilByDefault) return false;
    auto* made = llvm::dyn_cast<clang::CXXConstructExpr>(check::asWritten(expression));
    return made && made->getNumArgs() == 0 && ast_.hasSameUnqualifiedType(made->getType(), type);
  }

  // The task that returns an error to nobody; null when there is none. A handle that is a future
  // still has the error, and an error group collects it.
  const Expr* losesError(const CallExpr* call) const {
    Arguments arguments = check::writtenArguments(call);
    const OperationSpec* operation =
        resolver_.operationOf(call->getDirectCallee(), arguments.size());
    auto* member = llvm::dyn_cast<clang::CXXMemberCallExpr>(call);
    const ClassSpec* group = member ? resolver_.classOf(member->getObjectType()) : nullptr;
    if (!operation || (group && group->kind == ClassKind::ErrorGroup)) return nullptr;
    return losesError(*operation, arguments, call->getType());
  }
  const Expr* losesError(const clang::CXXConstructExpr* construction) const {
    Arguments arguments = check::writtenArguments(construction);
    const OperationSpec* operation =
        resolver_.constructionOf(construction->getConstructor(), arguments.size());
    return operation ? losesError(*operation, arguments, construction->getType()) : nullptr;
  }

 private:
  // Another check asks about those.
  static bool isChannelStatus(const OperationSpec& operation) {
    return operation.result == dialect::ResultKind::Status &&
           (operation.kind == OpKind::Send || operation.kind == OpKind::TrySend ||
            operation.kind == OpKind::Receive || operation.kind == OpKind::TryReceive);
  }

  static std::string droppedFuture(const CallExpr* call) {
    return "the future returned by " + check::nameOfCallee(call) +
           " is dropped, and any exception of the task with it";
  }

  // The status of an awaited send is a tuple of an error.
  bool hasErrorPart(clang::QualType type) const {
    return llvm::any_of(check::typeArguments(type), [&](clang::QualType element) {
      const ClassSpec* spec = resolver_.classOf(element);
      return spec && spec->kind == ClassKind::Error;
    });
  }

  // A function that also stores its error in an argument has told it already, and so has a result
  // that hands itself on: or_else. What errors of library functions mean is for a dialect to say.
  bool isNews(const CallExpr* call, const OperationSpec* operation, clang::QualType type) const {
    const clang::FunctionDecl* callee = call->getDirectCallee();
    if (!callee) return true;
    if (!operation && isLibrary(callee)) return false;
    if (operation && operation->kind == OpKind::Invoke && isMethodOfResult(callee)) return false;
    return llvm::none_of(callee->parameters(), [&](const clang::ParmVarDecl* parameter) {
      clang::QualType stored = parameter->getType()->getPointeeType();
      return !stored.isNull() && !stored.isConstQualified() &&
             !parameter->getType()->isRValueReferenceType() &&
             ast_.hasSameUnqualifiedType(stored, type);
    });
  }

  bool isLibrary(const clang::FunctionDecl* callee) const {
    return resolver_.isLibraryCode(callee) ||
           ast_.getSourceManager().isInSystemHeader(callee->getLocation());
  }

  bool isMethodOfResult(const clang::FunctionDecl* callee) const {
    auto* method = llvm::dyn_cast<clang::CXXMethodDecl>(callee);
    const ClassSpec* owner = method ? resolver_.classOf(method->getParent()) : nullptr;
    return owner && owner->kind == ClassKind::Result;
  }

  const Expr* losesError(const OperationSpec& operation, Arguments arguments,
                         clang::QualType handle) const {
    if (operation.kind != OpKind::Spawn && operation.kind != OpKind::SpawnCounted &&
        operation.kind != OpKind::AfterFunc)
      return nullptr;
    const ClassSpec* held = resolver_.classOf(handle);
    if (held && held->kind != ClassKind::Fiber && held->kind != ClassKind::Timer) return nullptr;
    const Expr* task = taskOf(operation, arguments);
    return task && isError(check::returnedBy(task, resolver_)) ? task : nullptr;
  }

  const Expr* taskOf(const OperationSpec& operation, Arguments arguments) const {
    if (operation.task.kind == dialect::Operand::Argument)
      return operation.task.index < arguments.size() ? arguments[operation.task.index] : nullptr;
    auto* callable = llvm::find_if(arguments, [&](const Expr* argument) {
      return !check::returnedBy(argument, resolver_).isNull();
    });
    return callable == arguments.end() ? nullptr : *callable;
  }

  const clang::ASTContext& ast_;
  const dialect::Resolver& resolver_;
};

class Visitor : public check::DroppedValues {
 public:
  Visitor(const check::UnitContext& context, bool byName, check::MakeFinding make,
          check::FindingSink& sink)
      : DroppedValues(context),
        judge_(*context.ast, *context.resolver),
        byName_(byName),
        make_(make),
        sink_(sink) {}

  // --- values that are given to a name for nothing

  // auto _ = open();
  bool VisitVarDecl(const clang::VarDecl* variable) override {
    if (variable->getName() == "_" && variable->getInit() && !variable->isReferenced() &&
        !hasReason(variable->getSourceRange()))
      drop(variable->getInit());
    return true;
  }

  // auto [rows, _] = query();
  bool VisitDecompositionDecl(const clang::DecompositionDecl* variable) override {
    if (!variable->getInit()) return true;
    for (const clang::BindingDecl* binding : variable->bindings())
      if (binding->getName() == "_" && !binding->isReferenced() &&
          judge_.isError(binding->getType()) && !hasReason(variable->getSourceRange()))
        dropPart(variable->getInit());
    return true;
  }

  // std::ignore = open(); std::tie(rows, std::ignore) = query(); _ = open();
  bool VisitCXXOperatorCallExpr(const clang::CXXOperatorCallExpr* call) override {
    if (call->getOperator() != clang::OO_Equal || call->getNumArgs() != 2) return true;
    const Expr *target = check::asWritten(call->getArg(0)), *value = call->getArg(1);
    if (isIgnored(target)) {
      if (!hasReason(call->getSourceRange())) drop(value);
    } else if (ignoresError(target, value) && !hasReason(call->getSourceRange())) {
      dropPart(value);
    }
    return true;
  }

  // --- errors that a fiber returns to nobody

  bool VisitCallExpr(const CallExpr* call) override { return lose(judge_.losesError(call)); }
  bool VisitCXXConstructExpr(const clang::CXXConstructExpr* construction) override {
    return lose(judge_.losesError(construction));
  }

 private:
  void dropped(const Expr* value) override {
    const CallExpr* call = check::callOf(value);
    // What a macro does with an argument is the macro's business: EXPECT_THROW(open(path),
    // io_error).
    if (call && !check::isMacroArgument(ast(), call->getBeginLoc()))
      report(call, judge_.whenDropped(call, value), returned(value));
  }

  // Where success is returned right behind the value, there is one thing to do with it:
  // `store(); return {};` is `return store();`.
  std::optional<Fix> returned(const Expr* value) {
    auto* block = llvm::dyn_cast_or_null<clang::CompoundStmt>(path().back().statement);
    if (!block || value->getBeginLoc().isMacroID()) return std::nullopt;
    auto at = llvm::find_if(block->body(), [&](const clang::Stmt* statement) {
      auto* expression = llvm::dyn_cast<Expr>(statement);
      return expression && check::asWritten(expression) == value;
    });
    if (at == block->body_end() || std::next(at) == block->body_end()) return std::nullopt;
    auto* next = llvm::dyn_cast<clang::ReturnStmt>(*std::next(at));
    if (!next || !next->getRetValue() || !judge_.isSuccess(next->getRetValue(), value->getType()))
      return std::nullopt;
    Place call = placeOf(value->getSourceRange()), whole = placeOf(next->getSourceRange());
    if (llvm::StringRef(text_.between(call, whole)).trim() != ";") return std::nullopt;
    whole.line = call.line;
    whole.column = call.column;
    return Fix{"return it", {{whole, "return " + text_.text(call)}}};
  }

  bool lose(const Expr* task) {
    if (task)
      add(task->getSourceRange(),
          "the error of " + check::nameOf(task, "the task") + " is lost in the fiber");
    return true;
  }

  // The error in the pair or tuple that a call gives.
  void dropPart(const Expr* value) {
    if (const CallExpr* call = check::callOf(value)) report(call, Judge::droppedError(call));
  }

  void report(const CallExpr* call, std::string message, std::optional<Fix> fix = std::nullopt) {
    if (!message.empty() && !saysIgnored(call->getSourceRange()))
      add(call->getSourceRange(), std::move(message), std::move(fix));
  }

  void add(clang::SourceRange range, std::string message, std::optional<Fix> fix = std::nullopt) {
    Finding found = make_(std::move(message), placeOf(range));
    found.fix = std::move(fix);
    found.function = functionName();
    sink_.add(std::move(found));
  }

  static bool isIgnored(const Expr* target) {
    auto* reference = llvm::dyn_cast<clang::DeclRefExpr>(target);
    return reference && (check::isNamed(reference->getDecl(), "_") ||
                         (check::isNamed(reference->getDecl(), "ignore") &&
                          reference->getDecl()->isInStdNamespace()));
  }

  // Whether the target is a std::tie that ignores the place of the value's error.
  bool ignoresError(const Expr* target, const Expr* value) const {
    auto* tie = llvm::dyn_cast<CallExpr>(target);
    const clang::FunctionDecl* callee = tie ? tie->getDirectCallee() : nullptr;
    if (!callee || !callee->isInStdNamespace() || !check::isNamed(callee, "tie")) return false;
    for (auto [part, type] : llvm::zip(tie->arguments(), check::typeArguments(value->getType())))
      if (isIgnored(check::asWritten(part)) && judge_.isError(type)) return true;
    return false;
  }

  bool hasReason(clang::SourceRange range) override {
    return !byName_ || !commentAt(range).empty();
  }

  bool saysIgnored(clang::SourceRange range) {
    return llvm::StringRef(commentAt(range)).contains_insensitive("ignor");
  }

  std::string commentAt(clang::SourceRange range) { return text_.commentAt(placeOf(range)); }

  const Judge judge_;
  const bool byName_;
  check::MakeFinding make_;
  check::FindingSink& sink_;
  check::SourceText text_;
};

class ErrorDropped : public check::AstCheck {
 public:
  std::vector<check::OptionSpec> options() const override {
    return {{kByName.str(), "true", "also what is thrown away by name, and not said why"}};
  }

  llvm::Error configure(const check::Options& options) override {
    return check::readFlag(options, kByName, byName_);
  }

 protected:
  void walk(const check::UnitContext& context, check::MakeFinding make,
            check::FindingSink& sink) override {
    Visitor(context, byName_, make, sink).walk();
  }

 private:
  bool byName_ = true;
};

CHANVET_CHECK(ErrorDropped);

}  // namespace
}  // namespace chanvet::checks
