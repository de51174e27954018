// Handlers of panics, of everything, or of every standard exception, that do nothing with what they
// have caught.
//
// Left out: handlers with a comment that gives the reason; destructors, which must not throw;
// handlers within handlers; and a try whose outcome is known behind it, because its last statement
// returns, leaves a loop or stores something when all went well.

#include <clang/AST/ExprCXX.h>
#include <clang/AST/StmtCXX.h>
#include <clang/Basic/SourceManager.h>
#include <clang/Lex/Lexer.h>
#include <llvm/ADT/STLExtras.h>

#include "check/AstCheck.h"
#include "check/AstOwnCode.h"
#include "dialect/Resolver.h"

namespace chanvet::checks {
namespace {

using clang::CXXCatchStmt;
using clang::CXXRecordDecl;
using clang::Expr;
using clang::Stmt;
using dialect::OpKind;

constexpr llvm::StringLiteral kReasons = "reasons";

// A statement that does nothing about the exception: it is empty, names the variable for nothing,
// or goes on.
bool doesNothing(const Stmt* statement) {
  if (llvm::isa<clang::NullStmt, clang::ContinueStmt>(statement)) return true;
  if (auto* result = llvm::dyn_cast<clang::ReturnStmt>(statement)) return !result->getRetValue();
  if (auto* block = llvm::dyn_cast<clang::CompoundStmt>(statement))
    return llvm::all_of(block->body(), doesNothing);
  auto* cast = llvm::dyn_cast<clang::ExplicitCastExpr>(statement);
  return cast && cast->getType()->isVoidType() &&
         llvm::isa<clang::DeclRefExpr>(check::asWritten(cast->getSubExpr()));
}

// Whether other handlers stand between the statement and its own: an assertion that something
// throws catches what it wants itself.
bool onlyTries(const Stmt* statement) {
  if (auto* block = llvm::dyn_cast<clang::CompoundStmt>(statement))
    return !block->body_empty() && llvm::all_of(block->body(), onlyTries);
  if (auto* loop = llvm::dyn_cast<clang::DoStmt>(statement)) return onlyTries(loop->getBody());
  return llvm::isa<clang::CXXTryStmt, clang::NullStmt>(statement);
}

// Whether the end of a statement shows those who come after it that all went well.
bool tellsSuccess(const Stmt* last) {
  if (!last) return false;
  if (auto* block = llvm::dyn_cast<clang::CompoundStmt>(last))
    return block->body_empty() || tellsSuccess(block->body_back());
  if (auto* branch = llvm::dyn_cast<clang::IfStmt>(last))
    return tellsSuccess(branch->getThen()) || tellsSuccess(branch->getElse());
  if (llvm::isa<clang::ReturnStmt, clang::CoreturnStmt, clang::BreakStmt, clang::ContinueStmt,
                clang::GotoStmt, clang::DeclStmt>(last))
    return true;
  auto* expression = llvm::dyn_cast<Expr>(last);
  if (!expression) return false;
  expression = check::asWritten(expression);
  if (llvm::isa<clang::CXXThrowExpr>(expression)) return true;
  if (auto* binary = llvm::dyn_cast<clang::BinaryOperator>(expression))
    return binary->isAssignmentOp();
  if (auto* unary = llvm::dyn_cast<clang::UnaryOperator>(expression))
    return unary->isIncrementDecrementOp();
  if (auto* call = llvm::dyn_cast<clang::CXXOperatorCallExpr>(expression))
    return call->isAssignmentOp() || call->getOperator() == clang::OO_PlusPlus ||
           call->getOperator() == clang::OO_MinusMinus;
  auto* call = llvm::dyn_cast<clang::CallExpr>(expression);
  const clang::FunctionDecl* callee = call ? call->getDirectCallee() : nullptr;
  return callee && callee->isNoReturn();
}

// Whether a function that is declared beside the class, or beside a base of it, panics by throwing
// it.
bool isPanic(const CXXRecordDecl* type, const dialect::Resolver& resolver) {
  if (!type->hasDefinition()) return false;
  std::string name = type->getQualifiedNameAsString();
  bool isThrown = llvm::any_of(type->getDeclContext()->decls(), [&](const clang::Decl* beside) {
    auto* function = llvm::dyn_cast<clang::FunctionDecl>(beside);
    const dialect::OperationSpec* operation =
        function ? resolver.operationOf(function, function->getMinRequiredArguments()) : nullptr;
    return operation && operation->kind == OpKind::Panic && operation->makesClass == name;
  });
  return isThrown || llvm::any_of(type->bases(), [&](const clang::CXXBaseSpecifier& base) {
           const CXXRecordDecl* record = base.getType()->getAsCXXRecordDecl();
           return record && isPanic(record, resolver);
         });
}

class Visitor : public check::OwnCode {
 public:
  Visitor(const check::UnitContext& context, const std::vector<std::string>& reasons,
          check::MakeFinding make, check::FindingSink& sink)
      : OwnCode(context), reasons_(reasons), make_(make), sink_(sink) {}

  bool VisitCXXTryStmt(const clang::CXXTryStmt* tried) override {
    if (tellsSuccess(tried->getTryBlock()) || onlyTries(tried->getTryBlock()) || isInDestructor() ||
        isInHandler())
      return true;
    for (unsigned index = 0; index < tried->getNumHandlers(); ++index)
      look(tried->getHandler(index));
    return true;
  }

 private:
  bool isInDestructor() const {
    const clang::FunctionDecl* function = check::functionAround(path());
    return llvm::isa_and_nonnull<clang::CXXDestructorDecl>(function) ||
           // The handler of a constructor's function-try-block always throws on.
           (llvm::isa_and_nonnull<clang::CXXConstructorDecl>(function) &&
            function->getBody() == path().back().statement);
  }

  // What handles an exception may fail in its turn, and then there is nobody left to tell.
  bool isInHandler() const {
    return llvm::any_of(path(), [](const check::Enclosing& node) {
      return llvm::isa_and_nonnull<CXXCatchStmt>(node.statement);
    });
  }

  void look(const CXXCatchStmt* handler) {
    std::string caught = caughtBy(handler);
    if (caught.empty() || handler->getCatchLoc().isMacroID() ||
        !doesNothing(handler->getHandlerBlock()) || hasReason(handler))
      return;
    clang::SourceRange head(handler->getCatchLoc(), handler->getCatchLoc());
    if (const clang::VarDecl* variable = handler->getExceptionDecl())
      head.setEnd(variable->getEndLoc());
    Finding found = make_(caught + " is caught here, and nobody learns of it", placeOf(head));
    found.function = functionName();
    sink_.add(std::move(found));
  }

  // What a handler catches, for the message; empty when it is something in particular.
  std::string caughtBy(const CXXCatchStmt* handler) const {
    if (!handler->getExceptionDecl()) return "every exception";
    const CXXRecordDecl* type =
        handler->getCaughtType().getNonReferenceType()->getAsCXXRecordDecl();
    if (!type) return {};
    if (type->isInStdNamespace() && check::isNamed(type, "exception"))
      return "every standard exception";
    return isPanic(type, resolver()) ? "a panic" : std::string();
  }

  // Whether a comment in the handler has a word that says it is meant.
  bool hasReason(const CXXCatchStmt* handler) const {
    clang::CharSourceRange block =
        clang::CharSourceRange::getTokenRange(handler->getHandlerBlock()->getSourceRange());
    llvm::StringRef text =
        clang::Lexer::getSourceText(block, ast().getSourceManager(), ast().getLangOpts());
    return llvm::any_of(reasons_,
                        [&](const std::string& word) { return text.contains_insensitive(word); });
  }

  const std::vector<std::string>& reasons_;
  check::MakeFinding make_;
  check::FindingSink& sink_;
};

class PanicSwallowed : public check::AstCheck {
 public:
  bool onByDefault() const override { return false; }
  std::vector<check::OptionSpec> options() const override {
    return {{kReasons.str(),
             "ignor, best effort, best-effort, expected, on purpose, deliberate, intend",
             "words of a comment in a handler that say why it does nothing"}};
  }

  llvm::Error configure(const check::Options& options) override {
    for (llvm::StringRef word : llvm::split(options.at(kReasons.str()), ','))
      if (!word.trim().empty()) reasons_.push_back(word.trim().str());
    return llvm::Error::success();
  }

 protected:
  void walk(const check::UnitContext& context, check::MakeFinding make,
            check::FindingSink& sink) override {
    Visitor(context, reasons_, make, sink).walk();
  }

 private:
  std::vector<std::string> reasons_;
};

CHANVET_CHECK(PanicSwallowed);

}  // namespace
}  // namespace chanvet::checks
