// Copies of what fibers have to share: a copy of a wait group counts for itself, and a copy of a
// lock keeps nobody out.
//
// Where a dialect's class can be copied, every copy from a variable is one. Where it cannot, a
// class around it may still be, by a copy constructor of its own that leaves the member out. That
// is right for values that guard themselves; for a wait group it is wrong when the copy is told of
// work that the original has been told to expect, or is waited for instead.
//
// Left out: shared handles, whose copies stand for one primitive, and copies in copy constructors.

#include <set>

#include <clang/AST/ExprCXX.h>
#include <llvm/ADT/STLExtras.h>

#include "check/AstCheck.h"
#include "check/AstOwnCode.h"
#include "dialect/Resolver.h"

namespace chanvet::checks {
namespace {

using clang::CallExpr;
using clang::CXXConstructExpr;
using clang::CXXRecordDecl;
using clang::Expr;
using clang::FieldDecl;
using clang::ValueDecl;
using dialect::ClassKind;
using dialect::ClassSpec;
using dialect::OpKind;
using dialect::Resolver;

constexpr unsigned kHelperDepth = 3;

// What fibers share by this class, for messages; empty for what may be copied.
llvm::StringRef sharedBy(const ClassSpec* type) {
  if (!type || type->handle == dialect::Handle::Shared) return {};
  switch (type->kind) {
    case ClassKind::WaitGroup:
    case ClassKind::ErrorGroup:
      return "wait group";
    case ClassKind::Mutex:
    case ClassKind::RwMutex:
      return "mutex";
    case ClassKind::Condition:
      return "condition";
    case ClassKind::Once:
      return "once";
    case ClassKind::Latch:
      return "latch";
    case ClassKind::Barrier:
      return "barrier";
    case ClassKind::Semaphore:
      return "semaphore";
    default:
      return {};
  }
}

// The member of a class, or of its members and bases, that fibers share; null when there is none.
const FieldDecl* sharedMember(const CXXRecordDecl* record, const Resolver& resolver) {
  if (!record || !record->hasDefinition()) return nullptr;
  for (const FieldDecl* field : record->fields()) {
    if (!sharedBy(resolver.classOf(field->getType())).empty() &&
        !field->getType()->isReferenceType())
      return field;
    if (!resolver.classOf(field->getType()))
      if (auto* inner = sharedMember(field->getType()->getAsCXXRecordDecl(), resolver))
        return inner;
  }
  for (const clang::CXXBaseSpecifier& base : record->bases())
    if (auto* inner = sharedMember(base.getType()->getAsCXXRecordDecl(), resolver)) return inner;
  return nullptr;
}

// What a body does with the wait group in a variable, also through methods that it calls on it.
class Work : public clang::ConstDynamicRecursiveASTVisitor {
 public:
  explicit Work(const Resolver& resolver) : resolver_(resolver) {}

  // `owner` null: the object that a method is called on.
  void look(const clang::Stmt* body, const ValueDecl* owner, unsigned depth) {
    if (!body || !seen_.insert(body).second) return;
    const ValueDecl* outer = std::exchange(owner_, owner);
    unsigned outerDepth = std::exchange(depth_, depth);
    TraverseStmt(body);
    owner_ = outer;
    depth_ = outerDepth;
  }

  bool VisitCallExpr(const CallExpr* call) override {
    const Expr* object = check::objectOf(call);
    if (!object) return true;
    if (isMemberOfOwner(object)) note(check::operationOf(call, resolver_));
    const clang::FunctionDecl* method = call->getDirectCallee();
    if (depth_ > 0 && method && isOwner(object)) look(method->getBody(), nullptr, depth_ - 1);
    return true;
  }

  // Whether it only hears that work is done, or is waited for, and is never told to expect any.
  bool needsOriginal() const { return isTold_ && !expects_; }

 private:
  bool isMemberOfOwner(const Expr* object) const {
    auto* member = llvm::dyn_cast<clang::MemberExpr>(object);
    const ClassSpec* type = member ? resolver_.classOf(member->getType()) : nullptr;
    return type && type->kind == ClassKind::WaitGroup && isOwner(member->getBase());
  }

  bool isOwner(const Expr* object) const {
    object = check::asWritten(object);
    return owner_ ? check::namedBy(object) == owner_ : llvm::isa<clang::CXXThisExpr>(object);
  }

  void note(const dialect::OperationSpec* operation) {
    if (!operation) return;
    isTold_ |= operation->kind == OpKind::Done || operation->kind == OpKind::Wait;
    expects_ |= operation->kind == OpKind::Add || operation->kind == OpKind::SpawnCounted;
  }

  const Resolver& resolver_;
  const ValueDecl* owner_ = nullptr;
  unsigned depth_ = 0;
  bool isTold_ = false;
  bool expects_ = false;
  std::set<const clang::Stmt*> seen_;
};

class Visitor : public check::OwnCode {
 public:
  Visitor(const check::UnitContext& context, check::MakeFinding make, check::FindingSink& sink)
      : OwnCode(context), make_(make), sink_(sink) {}

  // [jobs], [=], [mine = jobs]
  bool VisitLambdaExpr(const clang::LambdaExpr* lambda) override {
    for (auto [capture, value] : llvm::zip(lambda->captures(), lambda->capture_inits()))
      if (capture.capturesVariable() && value)
        lookAtCopy(value, capture.getCapturedVar(), capture.getLocation(), "captured by value",
                   lambda->getBody());
    lookAtParameters(lambda->getCallOperator());
    return true;
  }

  bool VisitCXXConstructExpr(const CXXConstructExpr* copy) override {
    if (!isCopy(copy) || isInCopy()) return true;
    check::EnclosingPath parent = check::parentOf(path());
    if (parent.empty() || llvm::isa_and_nonnull<clang::LambdaExpr>(parent.back().statement) ||
        isCaptured(parent))
      return true;
    bool isPassed = llvm::isa_and_nonnull<CallExpr, CXXConstructExpr>(parent.back().statement);
    bool isReturned = llvm::isa_and_nonnull<clang::ReturnStmt>(parent.back().statement);
    if (std::string shared = whatIsShared(copy); !shared.empty())
      report(check::namedBy(copy->getArg(0)), shared, copy->getSourceRange(),
             isPassed     ? "passed by value"
             : isReturned ? "returned by value"
                          : "copied");
    return true;
  }

  // for (Group group : groups)
  bool VisitCXXForRangeStmt(const clang::CXXForRangeStmt* loop) override {
    const clang::VarDecl* variable = loop->getLoopVariable();
    const Expr* value = variable ? variable->getInit() : nullptr;
    auto* copy = value ? llvm::dyn_cast<CXXConstructExpr>(check::asWritten(value)) : nullptr;
    if (!copy || !isCopy(copy)) return true;
    if (std::string shared = whatIsShared(copy); !shared.empty())
      report(variable, shared, variable->getLocation(), "copied");
    return true;
  }

  bool VisitFunctionDecl(const clang::FunctionDecl* function) override {
    if (function->doesThisDeclarationHaveABody()) lookAtParameters(function);
    return true;
  }

 private:
  static bool isCopy(const CXXConstructExpr* construction) {
    return construction->getConstructor()->isCopyConstructor() && construction->getNumArgs() > 0 &&
           construction->getArg(0)->isLValue();
  }

  bool isInCopy() const {
    const clang::FunctionDecl* function = check::functionAround(path());
    auto* constructor = llvm::dyn_cast_or_null<clang::CXXConstructorDecl>(function);
    auto* method = llvm::dyn_cast_or_null<clang::CXXMethodDecl>(function);
    return (constructor && constructor->isCopyOrMoveConstructor()) ||
           (method && (method->isCopyAssignmentOperator() || method->isMoveAssignmentOperator()));
  }

  // Init-captures are variables too.
  static bool isCaptured(check::EnclosingPath parent) {
    auto* variable = llvm::dyn_cast_or_null<clang::VarDecl>(parent.back().declaration);
    return variable && variable->isInitCapture();
  }

  void lookAtCopy(const Expr* value, const ValueDecl* captured, clang::SourceLocation location,
                  llvm::StringRef how, const clang::Stmt* body) {
    auto* variable = llvm::dyn_cast<clang::VarDecl>(captured);
    bool isInit = variable && variable->isInitCapture();
    auto* copy = llvm::dyn_cast<CXXConstructExpr>(
        check::asWritten(isInit && variable->getInit() ? variable->getInit() : value));
    if (!copy || !isCopy(copy)) return;
    const ValueDecl* original = isInit ? check::namedBy(copy->getArg(0)) : captured;
    if (std::string shared = whatIsShared(copy); !shared.empty())
      report(original, shared, location, how);
    else
      lookAtOwner(copy->getType(), captured, body, original, location, how);
  }

  // Parameters by value, of classes that copy themselves without their wait group.
  void lookAtParameters(const clang::FunctionDecl* function) {
    for (const clang::ParmVarDecl* parameter : function->parameters())
      lookAtOwner(parameter->getType(), parameter, function->getBody(), parameter,
                  parameter->getLocation(), "passed by value");
  }

  void lookAtOwner(clang::QualType type, const ValueDecl* copy, const clang::Stmt* body,
                   const ValueDecl* original, clang::SourceLocation location, llvm::StringRef how) {
    const CXXRecordDecl* record = type->getAsCXXRecordDecl();
    const FieldDecl* member = type->isReferenceType() ? nullptr : sharedMember(record, resolver());
    if (!member || !copiesItself(record)) return;
    Work work(resolver());
    work.look(body, copy, kHelperDepth);
    if (work.needsOriginal()) report(original, describe(member), location, how);
  }

  static bool copiesItself(const CXXRecordDecl* record) {
    return llvm::any_of(record->ctors(), [](const clang::CXXConstructorDecl* constructor) {
      return constructor->isCopyConstructor() && constructor->isUserProvided();
    });
  }

  // "wait group", or "its wait group 'open'" of an object that a copy made by the compiler
  // includes; empty when nothing that fibers share is copied.
  std::string whatIsShared(const CXXConstructExpr* copy) const {
    llvm::StringRef itself = sharedBy(resolver().classOf(copy->getType()));
    if (!itself.empty()) return itself.str();
    const clang::CXXConstructorDecl* constructor = copy->getConstructor();
    const FieldDecl* member =
        constructor->isDefaulted() ? sharedMember(constructor->getParent(), resolver()) : nullptr;
    return member ? describe(member) : std::string();
  }

  std::string describe(const FieldDecl* member) const {
    return "its " + sharedBy(resolver().classOf(member->getType())).str() + " '" +
           member->getNameAsString() + "'";
  }

  void report(const ValueDecl* original, const std::string& shared, clang::SourceRange range,
              llvm::StringRef how) {
    std::string name = original ? "'" + original->getNameAsString() + "'" : "this";
    bool isMember = llvm::StringRef(shared).starts_with("its ");
    Finding found = make_((isMember ? name : shared + " " + name) + " is " + how.str() +
                              (isMember ? ", and " + shared + " with it" : "") +
                              ": who uses the original does not see what happens to the copy",
                          placeOf(range));
    found.function = functionName();
    if (original) {
      found.primitives = {original->getNameAsString()};
      if (Place declared = placeOf(original->getLocation()); declared.isValid())
        found.related.push_back({declared, name + " is declared here"});
    }
    sink_.add(std::move(found));
  }

  check::MakeFinding make_;
  check::FindingSink& sink_;
};

class Copied : public check::AstCheck {
 protected:
  void walk(const check::UnitContext& context, check::MakeFinding make,
            check::FindingSink& sink) override {
    Visitor(context, make, sink).walk();
  }
};

CHANVET_CHECK(Copied);

}  // namespace
}  // namespace chanvet::checks
