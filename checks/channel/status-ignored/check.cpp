// Sends and receives whose answer nobody takes, although it is the only place that says whether
// anything happened: those that give up, and, with an option, those that wait.
//
// Left out: operations that panic or throw instead, receives that run a handler, signals without a
// value, and what is thrown away by name: a cast to void, std::ignore.

#include <clang/AST/ExprCXX.h>

#include "check/AstCalls.h"
#include "check/AstCheck.h"
#include "check/AstDroppedValues.h"
#include "check/AstPlaces.h"
#include "check/OptionValues.h"
#include "dialect/Resolver.h"

namespace chanvet::checks {
namespace {

using clang::CallExpr;
using dialect::ClassKind;
using dialect::ClassSpec;
using dialect::OperationSpec;
using dialect::OpKind;

constexpr llvm::StringLiteral kBlocking = "blocking";

bool isSend(const OperationSpec& operation) {
  return operation.kind == OpKind::Send || operation.kind == OpKind::TrySend;
}

bool isReceive(const OperationSpec& operation) {
  return operation.kind == OpKind::Receive || operation.kind == OpKind::TryReceive;
}

bool givesUp(const OperationSpec& operation) {
  return operation.timed || operation.kind == OpKind::TrySend ||
         operation.kind == OpKind::TryReceive;
}

class Visitor : public check::DroppedValues {
 public:
  Visitor(const check::UnitContext& context, bool blocking, check::MakeFinding make,
          check::FindingSink& sink)
      : DroppedValues(context), blocking_(blocking), make_(make), sink_(sink) {}

 private:
  void dropped(const clang::Expr* value) override {
    const CallExpr* call = check::callOf(value);
    if (!call || call->isTypeDependent() || check::isMacroArgument(ast(), call->getBeginLoc()))
      return;
    check::Arguments arguments = check::writtenArguments(call);
    const OperationSpec* operation = check::operationOf(call, resolver());
    if (!operation || operation->result != dialect::ResultKind::Status) return;
    if (!isSend(*operation) && !isReceive(*operation)) return;
    if (!givesUp(*operation) && !blocking_) return;
    if (isReceive(*operation) && operation->task.isSet()) return;  // a handler gets the value
    if (isSend(*operation) && isSignal(*operation, arguments)) return;
    Finding found = make_(message(call, *operation), placeOf(call->getSourceRange()));
    found.function = functionName();
    sink_.add(std::move(found));
  }

  // Casts to void and the like say enough.
  bool hasReason(clang::SourceRange) override { return true; }

  // A wake-up that is already there need not be sent again.
  static bool isSignal(const OperationSpec& operation, check::Arguments arguments) {
    if (operation.kind != OpKind::TrySend) return false;
    if (operation.value.kind != dialect::Operand::Argument ||
        operation.value.index >= arguments.size())
      return true;
    clang::QualType type = arguments[operation.value.index]->getType().getNonReferenceType();
    const clang::CXXRecordDecl* record = type->getAsCXXRecordDecl();
    return record && record->hasDefinition() && record->isEmpty() && !record->isLambda();
  }

  static std::string message(const CallExpr* call, const OperationSpec& operation) {
    std::string name = check::nameOfCallee(call);
    if (isReceive(operation)) return "whether " + name + " has received a value is not looked at";
    return "the value is lost when " + name + " does not send it, and nobody looks whether it did";
  }

  bool blocking_;
  check::MakeFinding make_;
  check::FindingSink& sink_;
};

class StatusIgnored : public check::AstCheck {
 public:
  // A value that may be lost is often meant to be: a signal that is there already, a sample.
  bool onByDefault() const override { return false; }
  std::vector<check::OptionSpec> options() const override {
    return {{kBlocking.str(), "false", "also sends and receives that wait until it is their turn"}};
  }

  llvm::Error configure(const check::Options& options) override {
    return check::readFlag(options, kBlocking, blocking_);
  }

 protected:
  void walk(const check::UnitContext& context, check::MakeFinding make,
            check::FindingSink& sink) override {
    Visitor(context, blocking_, make, sink).walk();
  }

 private:
  bool blocking_ = false;
};

CHANVET_CHECK(StatusIgnored);

}  // namespace
}  // namespace chanvet::checks
