// Looks at every call whose value nobody takes: a statement of its own, the left of a comma, what
// is cast to void or given to a name that says so; and at calls that run in a fiber, where nobody
// can. Which types must be looked at is the dialect's word. What depends on a template's arguments
// is looked at in the template's instantiations.
//
// Left out: library functions that a dialect says nothing about, references (an assignment returns
// one), what is thrown away by name beside a comment, which is taken as the reason, and what a
// comment says is ignored.

#include "check/Check.h"

#include <algorithm>
#include <string>

#include <clang/AST/DynamicRecursiveASTVisitor.h>
#include <clang/AST/ExprCXX.h>
#include <clang/AST/StmtCXX.h>
#include <clang/Basic/SourceManager.h>
#include <llvm/ADT/STLExtras.h>
#include <llvm/ADT/SmallPtrSet.h>

#include "check/AstPlaces.h"
#include "check/SourceText.h"
#include "dialect/Resolver.h"

namespace chanvet::checks {
namespace {

using clang::CallExpr;
using clang::Expr;
using dialect::ClassKind;
using dialect::ClassSpec;
using dialect::OperationSpec;
using dialect::OpKind;

using Arguments = llvm::ArrayRef<const Expr*>;

const Expr* strip(const Expr* expression) {
  return expression->IgnoreImplicit()->IgnoreParens()->IgnoreImplicit();
}

// The call that an expression is, or that it awaits.
const CallExpr* callOf(const Expr* expression) {
  expression = strip(expression);
  if (auto* await = llvm::dyn_cast<clang::CoawaitExpr>(expression))
    expression = strip(await->getOperand());
  return llvm::dyn_cast<CallExpr>(expression);
}

// The arguments that stand in the source: default arguments do not.
template <class Call>
Arguments writtenArguments(const Call* call) {
  Arguments arguments(call->getArgs(), call->getNumArgs());
  while (!arguments.empty() && llvm::isa<clang::CXXDefaultArgExpr>(arguments.back()))
    arguments = arguments.drop_back();
  auto* operation = llvm::dyn_cast<clang::CXXOperatorCallExpr>(call);
  auto* method = operation
                     ? llvm::dyn_cast_or_null<clang::CXXMethodDecl>(operation->getCalleeDecl())
                     : nullptr;
  return method ? arguments.drop_front() : arguments;
}

// 'save', the function or the variable that holds what is called; `other` where it has no name.
std::string nameOf(const Expr* callable, llvm::StringRef other) {
  callable = strip(callable);
  if (auto* unary = llvm::dyn_cast<clang::UnaryOperator>(callable))
    callable = strip(unary->getSubExpr());
  const clang::NamedDecl* named = nullptr;
  if (auto* reference = llvm::dyn_cast<clang::DeclRefExpr>(callable)) named = reference->getDecl();
  if (auto* member = llvm::dyn_cast<clang::MemberExpr>(callable)) named = member->getMemberDecl();
  return named ? "'" + named->getNameAsString() + "'" : other.str();
}

std::string nameOf(const CallExpr* call) {
  auto* operation = llvm::dyn_cast<clang::CXXOperatorCallExpr>(call);
  bool callsObject = operation && operation->getOperator() == clang::OO_Call;
  return nameOf(callsObject ? operation->getArg(0) : call->getCallee(), "this call");
}

// The types that a pair or tuple holds; of any class, its template arguments.
llvm::SmallVector<clang::QualType, 4> elementTypes(clang::QualType type) {
  llvm::SmallVector<clang::QualType, 4> types;
  auto* record =
      llvm::dyn_cast_or_null<clang::ClassTemplateSpecializationDecl>(type->getAsCXXRecordDecl());
  if (!record) return types;
  auto add = [&](const clang::TemplateArgument& argument) {
    if (argument.getKind() == clang::TemplateArgument::Type) types.push_back(argument.getAsType());
  };
  for (const clang::TemplateArgument& argument : record->getTemplateArgs().asArray())
    if (argument.getKind() == clang::TemplateArgument::Pack)
      llvm::for_each(argument.pack_elements(), add);
    else
      add(argument);
  return types;
}

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
        resolver_.operationOf(call->getDirectCallee(), writtenArguments(call).size());
    if (operation && operation->mustCheck) return droppedError(call);
    if (operation && operation->kind == OpKind::Send && hasErrorPart(value->getType()))
      return droppedError(call);
    if (operation && isChannelStatus(*operation)) return {};
    const ClassSpec* type = resolver_.classOf(value->getType());
    if (!type || !type->mustCheck) return {};
    if (type->kind == ClassKind::Task) return nameOf(call) + " is not awaited, so it never runs";
    if (type->kind == ClassKind::Future)
      return operation && operation->kind == OpKind::Spawn ? droppedFuture(call) : std::string();
    return isNews(call, operation, value->getType()) ? droppedError(call) : std::string();
  }

  static std::string droppedError(const CallExpr* call) {
    return "the error returned by " + nameOf(call) + " is dropped";
  }

  bool isError(clang::QualType type) const {
    const ClassSpec* spec = resolver_.classOf(type);
    return spec && spec->mustCheck &&
           (spec->kind == ClassKind::Error || spec->kind == ClassKind::Result);
  }

  // The task that returns an error to nobody; null when there is none. A handle that is a future
  // still has the error, and an error group collects it.
  const Expr* losesError(const CallExpr* call) const {
    Arguments arguments = writtenArguments(call);
    const OperationSpec* operation =
        resolver_.operationOf(call->getDirectCallee(), arguments.size());
    auto* member = llvm::dyn_cast<clang::CXXMemberCallExpr>(call);
    const ClassSpec* group = member ? resolver_.classOf(member->getObjectType()) : nullptr;
    if (!operation || (group && group->kind == ClassKind::ErrorGroup)) return nullptr;
    return losesError(*operation, arguments, call->getType());
  }
  const Expr* losesError(const clang::CXXConstructExpr* construction) const {
    Arguments arguments = writtenArguments(construction);
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
    return "the future returned by " + nameOf(call) +
           " is dropped, and any exception of the task with it";
  }

  // The status of an awaited send is a tuple of an error.
  bool hasErrorPart(clang::QualType type) const {
    return llvm::any_of(elementTypes(type), [&](clang::QualType element) {
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
    return task && isError(returnedBy(task)) ? task : nullptr;
  }

  const Expr* taskOf(const OperationSpec& operation, Arguments arguments) const {
    if (operation.task.kind == dialect::Operand::Argument)
      return operation.task.index < arguments.size() ? arguments[operation.task.index] : nullptr;
    auto* callable = llvm::find_if(
        arguments, [&](const Expr* argument) { return !returnedBy(argument).isNull(); });
    return callable == arguments.end() ? nullptr : *callable;
  }

  // What a function, pointer to one, lambda or type-erased callable returns; a null type for what
  // cannot be called and for what is called with types not known here.
  clang::QualType returnedBy(const Expr* callable) const {
    clang::QualType type = strip(callable)->getType().getNonReferenceType();
    if (!type->getPointeeType().isNull()) type = type->getPointeeType();
    auto* record = type->getAsCXXRecordDecl();
    if (record && record->isLambda())
      return record->isGenericLambda() ? clang::QualType()
                                       : record->getLambdaCallOperator()->getReturnType();
    const ClassSpec* spec = resolver_.classOf(type);
    if (spec && spec->kind == ClassKind::Function)
      if (auto signature = elementTypes(type); !signature.empty()) type = signature.front();
    auto* function = type->getAs<clang::FunctionType>();
    return function ? function->getReturnType() : clang::QualType();
  }

  const clang::ASTContext& ast_;
  const dialect::Resolver& resolver_;
};

class Visitor : public clang::ConstDynamicRecursiveASTVisitor {
  using Base = clang::ConstDynamicRecursiveASTVisitor;

 public:
  using Report = llvm::function_ref<void(clang::SourceRange, std::string)>;

  Visitor(const clang::ASTContext& ast, const dialect::Resolver& resolver, Report report)
      : ast_(ast), resolver_(resolver), judge_(ast, resolver), report_(report) {
    ShouldVisitTemplateInstantiations = true;
  }

  // --- what is looked at

  // What a library does inside is the library's business.
  bool TraverseDecl(const clang::Decl* declaration) override {
    auto* function = llvm::dyn_cast_or_null<clang::FunctionDecl>(declaration);
    return (function && resolver_.isLibraryCode(function)) || Base::TraverseDecl(declaration);
  }

  // Expressions in types are not evaluated, nor are the operands of these.
  bool TraverseTypeLoc(clang::TypeLoc, bool) override { return true; }
  bool dataTraverseStmtPre(const clang::Stmt* statement) override {
    return !llvm::isa<clang::UnaryExprOrTypeTraitExpr, clang::CXXNoexceptExpr, clang::CXXTypeidExpr,
                      clang::RequiresExpr>(statement);
  }

  bool VisitLambdaExpr(const clang::LambdaExpr* lambda) override {
    const clang::CXXRecordDecl* closure = lambda->getLambdaClass();
    if (const auto* generic = closure->getDependentLambdaCallOperator())
      for (const clang::FunctionDecl* instance : generic->specializations()) TraverseDecl(instance);
    return true;
  }

  // --- where values are dropped

  bool VisitCompoundStmt(const clang::CompoundStmt* block) override {
    const clang::Stmt* value = valueBlocks_.contains(block) ? block->body_back() : nullptr;
    for (const clang::Stmt* statement : block->body())
      if (statement != value) drop(statement);
    return true;
  }
  // The last statement is the value of the whole.
  bool VisitStmtExpr(const clang::StmtExpr* expression) override {
    const clang::CompoundStmt* block = expression->getSubStmt();
    if (!block->body_empty()) valueBlocks_.insert(block);
    return true;
  }
  bool VisitIfStmt(const clang::IfStmt* branch) override {
    return drop(branch->getInit()) && drop(branch->getThen()) && drop(branch->getElse());
  }
  bool VisitSwitchStmt(const clang::SwitchStmt* branch) override {
    return drop(branch->getInit()) && drop(branch->getBody());
  }
  bool VisitForStmt(const clang::ForStmt* loop) override {
    return drop(loop->getInit()) && drop(loop->getInc()) && drop(loop->getBody());
  }
  bool VisitCXXForRangeStmt(const clang::CXXForRangeStmt* loop) override {
    return drop(loop->getInit()) && drop(loop->getBody());
  }
  bool VisitWhileStmt(const clang::WhileStmt* loop) override { return drop(loop->getBody()); }
  bool VisitDoStmt(const clang::DoStmt* loop) override { return drop(loop->getBody()); }
  bool VisitSwitchCase(const clang::SwitchCase* label) override {
    return drop(label->getSubStmt());
  }
  bool VisitLabelStmt(const clang::LabelStmt* label) override { return drop(label->getSubStmt()); }
  bool VisitAttributedStmt(const clang::AttributedStmt* attributed) override {
    return drop(attributed->getSubStmt());
  }
  bool VisitBinaryOperator(const clang::BinaryOperator* operation) override {
    return operation->getOpcode() != clang::BO_Comma || drop(operation->getLHS());
  }

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
    const Expr *target = strip(call->getArg(0)), *value = call->getArg(1);
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
  // These return true: the traversal goes on.

  bool lose(const Expr* task) {
    if (task)
      report_(task->getSourceRange(),
              "the error of " + nameOf(task, "the task") + " is lost in the fiber");
    return true;
  }

  bool drop(const clang::Stmt* statement) {
    auto* expression = llvm::dyn_cast_or_null<Expr>(statement);
    if (!expression || expression->containsErrors()) return true;
    expression = strip(expression);
    if (auto* cast = llvm::dyn_cast<clang::ExplicitCastExpr>(expression))
      return !cast->getType()->isVoidType() || hasReason(cast->getSourceRange()) ||
             drop(cast->getSubExpr());
    if (auto* block = llvm::dyn_cast<clang::StmtExpr>(expression))
      return block->getSubStmt()->body_empty() || drop(block->getSubStmt()->body_back());
    if (auto* choice = llvm::dyn_cast<clang::ConditionalOperator>(expression))
      return drop(choice->getTrueExpr()) && drop(choice->getFalseExpr());
    if (auto* operation = llvm::dyn_cast<clang::BinaryOperator>(expression))
      return operation->getOpcode() != clang::BO_Comma || drop(operation->getRHS());
    const CallExpr* call = callOf(expression);
    return !call || isGivenToMacro(call) || report(call, judge_.whenDropped(call, expression));
  }

  // The error in the pair or tuple that a call gives.
  bool dropPart(const Expr* value) {
    const CallExpr* call = callOf(value);
    return !call || report(call, Judge::droppedError(call));
  }

  bool report(const CallExpr* call, std::string message) {
    if (!message.empty() && !saysIgnored(call->getSourceRange()))
      report_(call->getSourceRange(), std::move(message));
    return true;
  }

  // What a macro does with an argument is the macro's business: EXPECT_THROW(open(path), io_error).
  bool isGivenToMacro(const CallExpr* call) const {
    const clang::SourceManager& sources = ast_.getSourceManager();
    clang::SourceLocation at = call->getBeginLoc();
    while (at.isMacroID() && sources.isAtStartOfImmediateMacroExpansion(at)) {
      if (sources.isMacroArgExpansion(at)) return true;
      at = sources.getImmediateExpansionRange(at).getBegin();
    }
    return false;
  }

  static bool isIgnored(const Expr* target) {
    auto* reference = llvm::dyn_cast<clang::DeclRefExpr>(target);
    return reference &&
           (isNamed(reference->getDecl(), "_") ||
            (isNamed(reference->getDecl(), "ignore") && reference->getDecl()->isInStdNamespace()));
  }
  static bool isNamed(const clang::NamedDecl* declaration, llvm::StringRef name) {
    return declaration->getIdentifier() && declaration->getName() == name;
  }

  // Whether the target is a std::tie that ignores the place of the value's error.
  bool ignoresError(const Expr* target, const Expr* value) const {
    auto* tie = llvm::dyn_cast<CallExpr>(target);
    const clang::FunctionDecl* callee = tie ? tie->getDirectCallee() : nullptr;
    if (!callee || !callee->isInStdNamespace() || !isNamed(callee, "tie")) return false;
    for (auto [part, type] : llvm::zip(tie->arguments(), elementTypes(value->getType())))
      if (isIgnored(strip(part)) && judge_.isError(type)) return true;
    return false;
  }

  bool hasReason(clang::SourceRange range) { return !commentAt(range).empty(); }

  bool saysIgnored(clang::SourceRange range) {
    return llvm::StringRef(commentAt(range)).contains_insensitive("ignor");
  }

  // What stands behind a place and in the lines above it. Suppressions are the host's business.
  std::string commentAt(clang::SourceRange range) {
    Place place = check::placeOf(ast_, range);
    if (!place.isValid()) return {};
    llvm::StringRef behind = text_.line(place.file, place.endLine).substr(place.endColumn - 1);
    std::string comment = behind.substr(std::min(behind.find("//"), behind.find("/*"))).str();
    for (unsigned line = place.line - 1; isComment(text_.line(place.file, line)); --line)
      comment += text_.line(place.file, line);
    bool isSuppression =
        comment.find("chanvet:") != comment.npos || comment.find("NOLINT") != comment.npos;
    return isSuppression ? std::string() : comment;
  }

  static bool isComment(llvm::StringRef line) {
    return line.trim().starts_with("//") || line.trim().ends_with("*/");
  }

  const clang::ASTContext& ast_;
  const dialect::Resolver& resolver_;
  const Judge judge_;
  Report report_;
  check::SourceText text_;
  llvm::SmallPtrSet<const clang::CompoundStmt*, 4> valueBlocks_;
};

class ErrorDropped : public check::Check {
 public:
  Severity severity() const override { return Severity::Warning; }
  check::Layer layer() const override { return check::Layer::Ast; }

  void checkUnit(const check::UnitContext& context, check::FindingSink& sink) override {
    if (!context.ast || !context.resolver) return;
    const clang::SourceManager& sources = context.ast->getSourceManager();
    auto isSystem = [&](clang::SourceLocation location) {
      return sources.isInSystemHeader(sources.getExpansionLoc(location));
    };
    auto report = [&](clang::SourceRange range, std::string message) {
      if (!isSystem(range.getBegin()))
        sink.add(finding(std::move(message), check::placeOf(*context.ast, range)));
    };
    Visitor visitor(*context.ast, *context.resolver, report);
    for (const clang::Decl* declaration : context.ast->getTranslationUnitDecl()->decls())
      if (!isSystem(declaration->getLocation())) visitor.TraverseDecl(declaration);
  }
};

CHANVET_CHECK(ErrorDropped);

}  // namespace
}  // namespace chanvet::checks
