// Calls that end the process where others still work: in what a fiber of the unit runs, and, with
// an option, anywhere outside of main's file.
//
// Left out: what says that the program is broken, such as abort, and what a child process ends
// itself with: the option 'except' has their names.

#include <map>
#include <set>

#include <clang/AST/ExprCXX.h>
#include <clang/Basic/SourceManager.h>
#include <llvm/ADT/STLExtras.h>
#include <llvm/ADT/StringSet.h>

#include "check/AstCheck.h"
#include "check/AstOwnCode.h"
#include "check/OptionValues.h"
#include "dialect/Resolver.h"

namespace chanvet::checks {
namespace {

using check::EnclosingPath;
using clang::CallExpr;
using clang::Expr;
using clang::FunctionDecl;
using clang::ValueDecl;
using clang::VarDecl;
using dialect::OpKind;

constexpr llvm::StringLiteral kExcept = "except";
constexpr llvm::StringLiteral kFunctions = "functions";
constexpr llvm::StringLiteral kEverywhere = "everywhere";

struct Settings {
  llvm::StringSet<> except;     // do not count, although a dialect says that they end the process
  llvm::StringSet<> functions;  // end the process, although no dialect says so
  bool everywhere = false;
};

bool isSpawn(const dialect::OperationSpec* operation) {
  return operation && llvm::is_contained({OpKind::Spawn, OpKind::SpawnCounted, OpKind::AfterFunc},
                                         operation->kind);
}

const FunctionDecl* written(const FunctionDecl* function) {
  if (const FunctionDecl* pattern = function->getTemplateInstantiationPattern()) function = pattern;
  return function->getCanonicalDecl();
}

// What runs in fibers of the unit: lambdas, and functions that these call.
class FiberCode : public check::OwnCode {
 public:
  explicit FiberCode(const check::UnitContext& context) : OwnCode(context) {
    walk();
    isComplete_ = true;
    walk();
    spread();
  }

  bool VisitCallExpr(const CallExpr* call) override {
    if (isSpawn(check::operationOf(call, resolver()))) noteTasks(check::writtenArguments(call));
    return true;
  }
  bool VisitCXXConstructExpr(const clang::CXXConstructExpr* construction) override {
    check::Arguments arguments = check::writtenArguments(construction);
    if (isSpawn(resolver().constructionOf(construction->getConstructor(), arguments.size())))
      noteTasks(arguments);
    noteCall(construction->getConstructor());
    return true;
  }
  bool VisitDeclRefExpr(const clang::DeclRefExpr* reference) override {
    return noteCall(llvm::dyn_cast<FunctionDecl>(reference->getDecl()));
  }
  bool VisitMemberExpr(const clang::MemberExpr* member) override {
    return noteCall(llvm::dyn_cast<FunctionDecl>(member->getMemberDecl()));
  }

  // Whether a fiber runs what the path leads to.
  bool runs(EnclosingPath path) const {
    for (EnclosingPath lambda = check::lambdaAround(path); !lambda.empty();
         lambda = check::lambdaAround(lambda))
      if (isTask(lambda)) return true;
    const FunctionDecl* function = check::functionAround(path);
    return function && inFibers_.contains(written(function));
  }

 private:
  void noteTasks(check::Arguments arguments) {
    for (const Expr* argument : arguments) {
      const Expr* task = check::asWritten(argument);
      if (auto* address = llvm::dyn_cast<clang::UnaryOperator>(task))
        task = check::asWritten(address->getSubExpr());
      const ValueDecl* named = check::namedBy(task);
      if (auto* function = llvm::dyn_cast_or_null<FunctionDecl>(named))
        inFibers_.insert(written(function));
      else if (named)
        tasks_.insert(named);
      else if (auto* lambda = llvm::dyn_cast<clang::LambdaExpr>(task->IgnoreParenCasts()))
        lambdas_.insert(lambda);
    }
  }

  // The lambda that the path leads to: spawned where it stands, or in a variable that is spawned.
  bool isTask(EnclosingPath path) const {
    if (lambdas_.contains(llvm::cast<clang::LambdaExpr>(path.back().statement))) return true;
    EnclosingPath parent = check::parentOf(path);
    while (!parent.empty() && isTypeErased(parent.back().statement))
      parent = check::parentOf(parent);
    auto* variable =
        parent.empty() ? nullptr : llvm::dyn_cast_or_null<VarDecl>(parent.back().declaration);
    return variable && tasks_.contains(variable);
  }

  // std::function<void()> work = [] { ... };
  bool isTypeErased(const clang::Stmt* statement) const {
    auto* construction = llvm::dyn_cast_or_null<clang::CXXConstructExpr>(statement);
    const dialect::ClassSpec* type =
        construction ? resolver().classOf(construction->getType()) : nullptr;
    return type && type->kind == dialect::ClassKind::Function;
  }

  // In the second walk all tasks are known.
  bool noteCall(const FunctionDecl* callee) {
    if (!isComplete_ || !callee) return true;
    const FunctionDecl* caller = check::functionAround(path());
    if (runs(path()))
      inFibers_.insert(written(callee));
    else if (caller)
      calls_[written(caller)].insert(written(callee));
    return true;
  }

  void spread() {
    std::vector<const FunctionDecl*> open(inFibers_.begin(), inFibers_.end());
    while (!open.empty()) {
      const FunctionDecl* caller = open.back();
      open.pop_back();
      for (const FunctionDecl* callee : calls_[caller])
        if (inFibers_.insert(callee).second) open.push_back(callee);
    }
  }

  bool isComplete_ = false;
  std::set<const ValueDecl*> tasks_;
  std::set<const clang::LambdaExpr*> lambdas_;
  std::set<const FunctionDecl*> inFibers_;
  std::map<const FunctionDecl*, std::set<const FunctionDecl*>> calls_;
};

class Visitor : public check::OwnCode {
 public:
  Visitor(const check::UnitContext& context, const Settings& settings, check::MakeFinding make,
          check::FindingSink& sink)
      : OwnCode(context), context_(context), settings_(settings), make_(make), sink_(sink) {}

  bool VisitCallExpr(const CallExpr* call) override {
    const FunctionDecl* callee = call->getDirectCallee();
    if (!callee || !endsProcess(call, callee)) return true;
    const FunctionDecl* function = check::functionAround(path());
    if (fibers().runs(path()))
      report(call, "ends the whole process from inside a fiber");
    else if (settings_.everywhere && function && !function->isMain() && !isInMainFile(call))
      report(call, "ends the whole process outside of main's file");
    return true;
  }

 private:
  bool endsProcess(const CallExpr* call, const FunctionDecl* callee) const {
    std::string name = callee->getQualifiedNameAsString();
    if (settings_.functions.contains(name)) return true;
    return check::isOperation(call, OpKind::Exit, resolver()) && !settings_.except.contains(name);
  }

  const FiberCode& fibers() {
    if (!fibers_) fibers_ = std::make_unique<FiberCode>(context_);
    return *fibers_;
  }

  bool isInMainFile(const CallExpr* call) const {
    const clang::SourceManager& sources = ast().getSourceManager();
    for (const clang::Decl* declaration :
         ast().getTranslationUnitDecl()->lookup(&ast().Idents.get("main")))
      if (auto* function = llvm::dyn_cast<FunctionDecl>(declaration);
          function && function->isMain() && function->isThisDeclarationADefinition())
        return sources.getFileID(sources.getExpansionLoc(function->getLocation())) ==
               sources.getFileID(sources.getExpansionLoc(call->getBeginLoc()));
    return false;
  }

  void report(const CallExpr* call, llvm::StringRef what) {
    Finding found =
        make_(check::nameOfCallee(call) + " " + what.str(), placeOf(call->getSourceRange()));
    found.function = functionName();
    sink_.add(std::move(found));
  }

  const check::UnitContext& context_;
  const Settings& settings_;
  check::MakeFinding make_;
  check::FindingSink& sink_;
  std::unique_ptr<FiberCode> fibers_;
};

class ExitInLibrary : public check::AstCheck {
 public:
  bool onByDefault() const override { return false; }
  std::vector<check::OptionSpec> options() const override {
    return {{kExcept.str(), "abort, std::abort, std::terminate, _exit, _Exit, std::_Exit",
             "qualified names of functions that may end the process anywhere"},
            {kFunctions.str(), "", "qualified names of further functions that end the process"},
            {kEverywhere.str(), "false", "also outside of fibers, in every file but main's"}};
  }

  llvm::Error configure(const check::Options& options) override {
    settings_.except = check::namesIn(options.at(kExcept.str()));
    settings_.functions = check::namesIn(options.at(kFunctions.str()));
    return check::readFlag(options, kEverywhere, settings_.everywhere);
  }

 protected:
  void walk(const check::UnitContext& context, check::MakeFinding make,
            check::FindingSink& sink) override {
    Visitor(context, settings_, make, sink).walk();
  }

 private:
  Settings settings_;
};

CHANVET_CHECK(ExitInLibrary);

}  // namespace
}  // namespace chanvet::checks
