// Looks at every expression whose value nobody takes: a statement of its own, the left of a comma,
// what is cast to void or assigned to a name that says so. Which types must be looked at is the
// dialect's word.
//
// Left out: a cast to void with a comment that gives the reason, references (an assignment returns
// one), and library functions that a dialect says nothing about.

#include "check/Check.h"

#include <clang/AST/RecursiveASTVisitor.h>
#include <clang/Basic/SourceManager.h>

#include "check/AstPlaces.h"
#include "check/SourceText.h"
#include "dialect/Resolver.h"

namespace chanvet::checks {
namespace {

using clang::Expr;
using dialect::ClassKind;
using dialect::ClassSpec;
using dialect::OperationSpec;
using dialect::OpKind;

const Expr* strip(const Expr* expression) { return expression->IgnoreImplicit()->IgnoreParens(); }

class Visitor : public clang::RecursiveASTVisitor<Visitor> {
 public:
  using Report = llvm::function_ref<void(clang::SourceRange, std::string)>;

  Visitor(clang::ASTContext& ast, const dialect::Resolver& resolver, Report report)
      : ast_(ast), resolver_(resolver), report_(report) {}

  bool shouldVisitTemplateInstantiations() const { return true; }
  bool shouldVisitLambdaBody() const { return true; }

  // What a library does inside is the library's business.
  bool TraverseDecl(clang::Decl* declaration) {
    auto* function = llvm::dyn_cast_or_null<clang::FunctionDecl>(declaration);
    if (function && resolver_.isLibraryCode(function)) return true;
    return RecursiveASTVisitor::TraverseDecl(declaration);
  }

  // --- where values are discarded

  bool VisitCompoundStmt(const clang::CompoundStmt* block) {
    for (const clang::Stmt* statement : block->body()) discard(statement);
    return true;
  }
  bool VisitIfStmt(const clang::IfStmt* statement) {
    discard(statement->getThen());
    discard(statement->getElse());
    return true;
  }
  bool VisitWhileStmt(const clang::WhileStmt* loop) { return discard(loop->getBody()); }
  bool VisitDoStmt(const clang::DoStmt* loop) { return discard(loop->getBody()); }
  bool VisitCXXForRangeStmt(const clang::CXXForRangeStmt* loop) { return discard(loop->getBody()); }
  bool VisitForStmt(const clang::ForStmt* loop) {
    discard(loop->getInit());
    discard(loop->getInc());
    return discard(loop->getBody());
  }
  bool VisitSwitchCase(const clang::SwitchCase* label) { return discard(label->getSubStmt()); }
  bool VisitLabelStmt(const clang::LabelStmt* label) { return discard(label->getSubStmt()); }
  bool VisitBinaryOperator(const clang::BinaryOperator* op) {
    if (op->getOpcode() == clang::BO_Comma) discard(op->getLHS());
    return true;
  }

  // auto _ = open();
  bool VisitVarDecl(const clang::VarDecl* variable) {
    if (variable->getName() == "_" && variable->getInit() && !hasReason(variable->getSourceRange()))
      discardValue(variable->getInit());
    return true;
  }

  // _ = open(); std::ignore = open();
  bool VisitCXXOperatorCallExpr(const clang::CXXOperatorCallExpr* call) {
    if (call->getOperator() != clang::OO_Equal || call->getNumArgs() != 2) return true;
    auto* target = llvm::dyn_cast<clang::DeclRefExpr>(strip(call->getArg(0)));
    auto* name = target ? target->getDecl()->getIdentifier() : nullptr;
    bool ignores = name && (name->getName() == "_" ||
                            (name->getName() == "ignore" && target->getDecl()->isInStdNamespace()));
    if (ignores && !hasReason(call->getSourceRange())) discardValue(call->getArg(1));
    return true;
  }

  // --- errors that a fiber returns to nobody

  bool VisitCallExpr(const clang::CallExpr* call) {
    const clang::FunctionDecl* callee = dialect::calleeOf(call, ast_);
    if (!callee || call->isTypeDependent()) return true;
    const OperationSpec* spec = resolver_.operationOf(callee, call->getNumArgs());
    if (!spec) return true;
    auto* member = llvm::dyn_cast<clang::CXXMemberCallExpr>(call);
    const ClassSpec* group = member ? resolver_.classOf(member->getObjectType()) : nullptr;
    if (group && group->kind == ClassKind::ErrorGroup) return true;
    checkSpawn(*spec, llvm::ArrayRef<const Expr*>(call->getArgs(), call->getNumArgs()),
               call->getType());
    return true;
  }
  bool VisitCXXConstructExpr(const clang::CXXConstructExpr* construction) {
    const OperationSpec* spec =
        resolver_.constructionOf(construction->getConstructor(), construction->getNumArgs());
    if (spec)
      checkSpawn(*spec,
                 llvm::ArrayRef<const Expr*>(construction->getArgs(), construction->getNumArgs()),
                 construction->getType());
    return true;
  }

 private:
  bool discard(const clang::Stmt* statement) {
    auto* expression = llvm::dyn_cast_or_null<Expr>(statement);
    if (expression && !expression->isTypeDependent() && !expression->containsErrors())
      discardValue(expression);
    return true;
  }

  void discardValue(const Expr* expression) {
    expression = strip(expression);
    if (auto* cast = llvm::dyn_cast<clang::ExplicitCastExpr>(expression)) {
      if (cast->getType()->isVoidType() && !hasReason(cast->getSourceRange()))
        discardValue(cast->getSubExpr());
      return;
    }
    if (auto* op = llvm::dyn_cast<clang::BinaryOperator>(expression);
        op && op->getOpcode() == clang::BO_Comma)
      return discardValue(op->getRHS());
    if (auto* choice = llvm::dyn_cast<clang::ConditionalOperator>(expression)) {
      discardValue(choice->getTrueExpr());
      return discardValue(choice->getFalseExpr());
    }
    if (auto* await = llvm::dyn_cast<clang::CoawaitExpr>(expression)) return discardAwaited(await);
    if (auto* call = llvm::dyn_cast<clang::CallExpr>(expression)) discardResult(call);
  }

  void discardResult(const clang::CallExpr* call) {
    if (!call->isPRValue()) return;
    const clang::FunctionDecl* callee = dialect::calleeOf(call, ast_);
    const OperationSpec* spec =
        callee ? resolver_.operationOf(callee, call->getNumArgs()) : nullptr;
    const ClassSpec* type = resolver_.classOf(call->getType());
    bool mustCheck = type && type->mustCheck;
    if (spec && spec->mustCheck) mustCheck = true;
    if (!mustCheck || (callee && !spec && isSystemCode(callee))) return;
    report(call, callee, type ? type->kind : ClassKind::Error);
  }

  bool isSystemCode(const clang::FunctionDecl* callee) const {
    return ast_.getSourceManager().isInSystemHeader(callee->getLocation());
  }

  // The status of an awaited send: a tuple that holds an error.
  void discardAwaited(const clang::CoawaitExpr* await) {
    auto* call = llvm::dyn_cast<clang::CallExpr>(strip(await->getOperand()));
    const clang::FunctionDecl* callee = call ? dialect::calleeOf(call, ast_) : nullptr;
    if (!callee) return;
    const ClassSpec* own = resolver_.classOf(await->getType());
    if (own && own->mustCheck && !isSystemCode(callee)) return report(call, callee, own->kind);
    const OperationSpec* spec = resolver_.operationOf(callee, call->getNumArgs());
    if (!spec || spec->kind != OpKind::Send || !holdsError(await->getType())) return;
    report_(call->getSourceRange(), "the error of '" + nameOf(callee) + "' is dropped");
  }

  bool holdsError(clang::QualType type) const {
    auto* tuple =
        llvm::dyn_cast_or_null<clang::ClassTemplateSpecializationDecl>(type->getAsCXXRecordDecl());
    auto isError = [&](const clang::TemplateArgument& argument) {
      if (argument.getKind() != clang::TemplateArgument::Type) return false;
      const ClassSpec* spec = resolver_.classOf(argument.getAsType());
      return spec && spec->kind == ClassKind::Error;
    };
    if (!tuple) return false;
    for (const clang::TemplateArgument& argument : tuple->getTemplateArgs().asArray()) {
      if (isError(argument)) return true;
      if (argument.getKind() == clang::TemplateArgument::Pack &&
          llvm::any_of(argument.pack_elements(), isError))
        return true;
    }
    return false;
  }

  void report(const clang::CallExpr* call, const clang::FunctionDecl* callee, ClassKind kind) {
    std::string name = callee ? nameOf(callee) : "this call";
    std::string quoted = callee ? "'" + name + "'" : name;
    switch (kind) {
      case ClassKind::Task:
        return report_(call->getSourceRange(), quoted + " is not awaited, so it never runs");
      case ClassKind::Future:
        return report_(call->getSourceRange(),
                       "the future returned by " + quoted +
                           " is dropped, and any exception of the task with it");
      default:
        return report_(call->getSourceRange(), "the error returned by " + quoted + " is dropped");
    }
  }

  static std::string nameOf(const clang::FunctionDecl* callee) {
    auto* method = llvm::dyn_cast<clang::CXXMethodDecl>(callee);
    if (method && method->getParent()->isLambda()) return "the lambda";
    return callee->getNameAsString();
  }

  void checkSpawn(const OperationSpec& spec, llvm::ArrayRef<const Expr*> arguments,
                  clang::QualType handle) {
    if (spec.kind != OpKind::Spawn && spec.kind != OpKind::SpawnCounted &&
        spec.kind != OpKind::AfterFunc)
      return;
    const ClassSpec* held = resolver_.classOf(handle);
    if (held && held->kind != ClassKind::Fiber && held->kind != ClassKind::Timer) return;
    for (const Expr* argument : arguments) {
      std::string name;
      clang::QualType returned = returnedBy(argument, name);
      if (returned.isNull()) continue;
      const ClassSpec* type = resolver_.classOf(returned);
      bool isError = type && type->mustCheck &&
                     (type->kind == ClassKind::Error || type->kind == ClassKind::Result);
      if (isError)
        report_(argument->getSourceRange(), "the error of " + name + " is lost in the fiber");
      return;
    }
  }

  // What a callable argument returns; a null type for an argument that is no callable.
  clang::QualType returnedBy(const Expr* argument, std::string& name) const {
    const Expr* callable = strip(argument);
    if (auto* address = llvm::dyn_cast<clang::UnaryOperator>(callable);
        address && address->getOpcode() == clang::UO_AddrOf)
      callable = strip(address->getSubExpr());
    if (auto* reference = llvm::dyn_cast<clang::DeclRefExpr>(callable))
      if (auto* function = llvm::dyn_cast<clang::FunctionDecl>(reference->getDecl())) {
        name = "'" + function->getNameAsString() + "'";
        return function->getReturnType();
      }
    auto* record = callable->getType()->getAsCXXRecordDecl();
    if (!record || !record->isLambda() || record->isGenericLambda()) return {};
    name = "the task";
    return record->getLambdaCallOperator()->getReturnType();
  }

  // A comment on the same line or the line above says why.
  bool hasReason(clang::SourceRange range) {
    const clang::SourceManager& sources = ast_.getSourceManager();
    clang::SourceLocation begin = sources.getExpansionLoc(range.getBegin());
    clang::SourceLocation end = sources.getExpansionLoc(range.getEnd());
    std::string file = sources.getFilename(begin).str();
    llvm::StringRef same = text_.line(file, sources.getSpellingLineNumber(end));
    same = same.substr(sources.getSpellingColumnNumber(end));
    if (same.contains("//") || same.contains("/*")) return true;
    llvm::StringRef above = text_.line(file, sources.getSpellingLineNumber(begin) - 1).trim();
    return above.starts_with("//") || above.ends_with("*/");
  }

  clang::ASTContext& ast_;
  const dialect::Resolver& resolver_;
  Report report_;
  check::SourceText text_;
};

class ErrorDropped : public check::Check {
 public:
  Severity severity() const override { return Severity::Warning; }
  check::Layer layer() const override { return check::Layer::Ast; }

  void checkUnit(const check::UnitContext& context, check::FindingSink& sink) override {
    if (!context.ast || !context.resolver) return;
    const clang::SourceManager& sources = context.ast->getSourceManager();
    auto report = [&](clang::SourceRange range, std::string message) {
      if (sources.isInSystemHeader(sources.getExpansionLoc(range.getBegin()))) return;
      sink.add(finding(std::move(message), check::placeOf(*context.ast, range)));
    };
    Visitor visitor(*context.ast, *context.resolver, report);
    for (clang::Decl* declaration : context.ast->getTranslationUnitDecl()->decls())
      if (!sources.isInSystemHeader(sources.getExpansionLoc(declaration->getLocation())))
        visitor.TraverseDecl(declaration);
  }
};

CHANVET_CHECK(ErrorDropped);

}  // namespace
}  // namespace chanvet::checks
