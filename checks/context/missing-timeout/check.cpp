// Calls of clients, which the option names, that nothing can end: they are given neither a context
// nor a time, and the client that they are made on has none either, as far as its function shows.

#include <clang/AST/ASTContext.h>
#include <clang/AST/ExprCXX.h>
#include <llvm/ADT/STLExtras.h>

#include "check/AstCheck.h"
#include "check/OptionValues.h"
#include "dialect/Resolver.h"

namespace chanvet::checks {
namespace {

using clang::CallExpr;
using clang::Expr;
using clang::ValueDecl;
using dialect::ClassKind;

constexpr llvm::StringLiteral kFunctions = "functions";
constexpr llvm::StringLiteral kLimits = "limits";

class Visitor : public check::OwnCode {
 public:
  Visitor(const check::UnitContext& context, const llvm::StringSet<>& functions,
          const llvm::StringSet<>& limits, check::MakeFinding make, check::FindingSink& sink)
      : OwnCode(context), functions_(functions), limits_(limits), make_(make), sink_(sink) {}

  bool VisitCallExpr(const CallExpr* call) override {
    const clang::FunctionDecl* callee = call->getDirectCallee();
    if (!callee || !functions_.contains(callee->getQualifiedNameAsString())) return true;
    if (isGivenLimit(callee, check::writtenArguments(call)) || hasClientLimit(call)) return true;
    Finding found = make_("nothing ends " + check::nameOfCallee(call) +
                              " if nobody answers: it has no deadline, timeout or context",
                          placeOf(call->getSourceRange()));
    found.function = functionName();
    sink_.add(std::move(found));
    return true;
  }

 private:
  bool isLimit(llvm::StringRef name) const {
    return llvm::any_of(limits_.keys(),
                        [&](llvm::StringRef word) { return name.contains_insensitive(word); });
  }

  // A context, a token, a time, or an argument for a parameter that is named as one.
  bool isGivenLimit(const clang::FunctionDecl* callee, check::Arguments arguments) const {
    for (const Expr* argument : arguments)
      if (isLimit(check::asWritten(argument)->getType()) || isLimit(argument->getType()))
        return true;
    auto given = callee->parameters().take_front(arguments.size());
    return llvm::any_of(
        given, [&](const clang::ParmVarDecl* parameter) { return isLimit(parameter->getName()); });
  }

  bool isLimit(clang::QualType type) const {
    if (const dialect::ClassSpec* spec = resolver().classOf(type))
      return spec->kind == ClassKind::Context || spec->kind == ClassKind::StopToken;
    const clang::CXXRecordDecl* record = type.getNonReferenceType()->getAsCXXRecordDecl();
    return record && isWithinStd(record) &&
           (check::isNamed(record, "duration") || check::isNamed(record, "time_point"));
  }

  static bool isWithinStd(const clang::Decl* declaration) {
    const clang::DeclContext* context = declaration->getDeclContext();
    while (context && !context->isStdNamespace()) context = context->getParent();
    return context != nullptr;
  }

  // Whether the client is made with a limit, is no variable of this function, or is told one in it.
  bool hasClientLimit(const CallExpr* call) const {
    const Expr* object = check::objectOf(call);
    if (!object) return false;
    auto* client = llvm::dyn_cast_or_null<clang::VarDecl>(check::namedBy(object));
    if (!client || !client->hasLocalStorage() || llvm::isa<clang::ParmVarDecl>(client) ||
        client->getType()->isReferenceType())
      return true;
    auto* made = client->getInit()
                     ? llvm::dyn_cast<clang::CXXConstructExpr>(check::asWritten(client->getInit()))
                     : nullptr;
    if (!made || isGivenLimit(made->getConstructor(), check::writtenArguments(made))) return true;
    return isToldLimit(check::bodyAround(path()), client);
  }

  // client.set_timeout(...), client.timeout = ..., or something else that may do so
  bool isToldLimit(const clang::Stmt* within, const ValueDecl* client) const {
    if (!within) return false;
    if (auto* member = llvm::dyn_cast<clang::MemberExpr>(within)) {
      if (check::namedBy(member->getBase()) == client)
        return isLimit(member->getMemberDecl()->getNameAsString());
    } else if (auto* reference = llvm::dyn_cast<clang::DeclRefExpr>(within)) {
      return reference->getDecl() == client;  // is handed to somebody
    }
    return llvm::any_of(within->children(),
                        [&](const clang::Stmt* child) { return isToldLimit(child, client); });
  }

  const llvm::StringSet<>& functions_;
  const llvm::StringSet<>& limits_;
  check::MakeFinding make_;
  check::FindingSink& sink_;
};

class MissingTimeout : public check::AstCheck {
 public:
  std::vector<check::OptionSpec> options() const override {
    return {{kFunctions.str(), "", "qualified names of the functions that call somebody and wait"},
            {kLimits.str(), "deadline, expire, timeout",
             "parts of the names of parameters, members and functions that set a limit"}};
  }

  llvm::Error configure(const check::Options& options) override {
    functions_ = check::namesIn(options.at(kFunctions.str()));
    limits_ = check::namesIn(options.at(kLimits.str()));
    return llvm::Error::success();
  }

 protected:
  void walk(const check::UnitContext& context, check::MakeFinding make,
            check::FindingSink& sink) override {
    if (!functions_.empty()) Visitor(context, functions_, limits_, make, sink).walk();
  }

 private:
  llvm::StringSet<> functions_, limits_;
};

CHANVET_CHECK(MissingTimeout);

}  // namespace
}  // namespace chanvet::checks
