// Timers that stay armed when those who made them are done.
//
// In the syntax: a callback that refers to an object or local that it does not own, on a timer
// whose handle nobody keeps, so that nothing can stop it. On paths: a timer that one path stops,
// and another leaves running.
//
// Left out: callbacks that own what they use; timers that have fired on the path, those that code
// which is not seen, another fiber or an object has, those whose destructor stops them, and main.

#include <clang/AST/ExprCXX.h>
#include <llvm/ADT/STLExtras.h>

#include "check/AstCheck.h"
#include "check/AstDroppedValues.h"
#include "dialect/Resolver.h"
#include "flow/Describe.h"
#include "flow/Obligations.h"

namespace chanvet::checks {
namespace {

using dialect::ClassKind;
using dialect::OnDestroy;
using dialect::OpKind;
using flow::EntityId;
using flow::PathContext;

class NotStopped : public check::AstCheck {
 public:
  check::Layer layer() const override { return check::Layer::Flow; }
  std::unique_ptr<flow::PathObserver> observePaths(const check::UnitContext&,
                                                   check::FindingSink& sink) override;

  Finding findingOnPath(PathContext& context, EntityId timer, const Place& started,
                        flow::PathEnd end) const {
    std::string name = flow::quoted(context.name(timer), ClassKind::Timer);
    Finding found = finding(name + " is not stopped on this path", started);
    found.function = context.root().name;
    found.primitives = {context.name(timer)};
    std::string leaves = end == flow::PathEnd::Throw ? "the exception leaves here" : "leaves here";
    if (Place here = context.here(); here.isValid())
      found.related.push_back({here, leaves + ", with " + name + " running"});
    found.trace = context.trace({timer});
    return found;
  }

 private:
  void walk(const check::UnitContext& context, check::MakeFinding make,
            check::FindingSink& sink) override;
};

// Whether the destructor of what is made ends it.
bool endsItself(OnDestroy onDestroy) {
  return onDestroy == OnDestroy::Stop || onDestroy == OnDestroy::Cancel;
}

class Visitor : public check::DroppedValues {
 public:
  Visitor(const check::UnitContext& context, check::MakeFinding make, check::FindingSink& sink)
      : DroppedValues(context), make_(make), sink_(sink) {}

 private:
  void dropped(const clang::Expr* value) override {
    const clang::CallExpr* call = check::callOf(value);
    if (!call || call->isTypeDependent()) return;
    const dialect::OperationSpec* operation = check::operationOf(call, resolver());
    if (!operation || operation->kind != OpKind::AfterFunc) return;
    const dialect::ClassSpec* made = resolver().classOf(call->getType());
    if (!made || made->kind != ClassKind::Timer || endsItself(made->onDestroy)) return;
    std::string borrowed = borrowedBy(check::operandOf(call, operation->task));
    if (borrowed.empty()) return;
    Finding found = make_(
        "nothing can stop this timer, and its callback uses '" + borrowed + "' whenever it fires",
        placeOf(call->getSourceRange()));
    found.function = functionName();
    sink_.add(std::move(found));
  }

  // What a lambda refers to and does not keep alive: "this" or a local; empty for none.
  std::string borrowedBy(const clang::Expr* callback) const {
    auto* lambda =
        llvm::dyn_cast_or_null<clang::LambdaExpr>(callback ? check::asWritten(callback) : nullptr);
    if (!lambda) return "";
    std::string borrowed;
    for (const clang::LambdaCapture& capture : lambda->captures()) {
      if (capture.capturesThis() && capture.getCaptureKind() != clang::LCK_StarThis)
        borrowed = "this";
      if (!capture.capturesVariable()) continue;
      const clang::ValueDecl* variable = capture.getCapturedVar();
      if (capture.getCaptureKind() == clang::LCK_ByRef)
        borrowed = variable->getNameAsString();
      else if (const dialect::ClassSpec* held = resolver().classOf(variable->getType());
               held && held->kind == ClassKind::Pointer)
        return "";  // it keeps its object
    }
    return borrowed;
  }

  check::MakeFinding make_;
  check::FindingSink& sink_;
};

void NotStopped::walk(const check::UnitContext& context, check::MakeFinding make,
                      check::FindingSink& sink) {
  Visitor(context, make, sink).walk();
}

class Observer : public flow::Obligations {
 public:
  Observer(const NotStopped& check, check::FindingSink& sink) : check_(check), sink_(sink) {}

  void onOperation(PathContext& context, const flow::Event& event) override {
    if (event.kind == OpKind::Receive || event.kind == OpKind::TryReceive) fire(context, event);
    Obligations::onOperation(context, event);
  }

 protected:
  bool isBegunByMaking(PathContext& context, EntityId entity) override {
    const model::Type* type = context.type(entity);
    return type && type->kind == ClassKind::Timer && type->stoppable &&
           !endsItself(type->onDestroy);
  }

  flow::Duty dutyOf(PathContext& context, const flow::Event& event) override {
    bool isOwn = context.mark(event.entity).has_value();
    switch (event.kind) {
      case OpKind::AfterFunc:
        return event.instruction->operands.empty() ||
                       event.instruction->operands[0].kind == model::Value::Unknown
                   ? flow::Duty::Begins
                   : flow::Duty::None;
      case OpKind::Restart:
        return isOwn ? flow::Duty::Begins : flow::Duty::None;
      case OpKind::Stop:
        return flow::Duty::Ends;
      default:
        return flow::Duty::None;
    }
  }

  std::optional<Finding> left(PathContext& context, EntityId timer, const Place& started,
                              flow::PathEnd end) override {
    if (end == flow::PathEnd::Panic || context.root().isMain) return std::nullopt;
    if (context.escapes(timer) || context.isInMember(timer)) return std::nullopt;
    return check_.findingOnPath(context, timer, started, end);
  }

  bool settle(Finding found, const Place& started, const model::Function& root) override {
    if (!isMet(started, root)) return false;
    sink_.add(std::move(found));
    return true;
  }

 private:
  // A timer whose value was received runs no more, and need not be stopped.
  void fire(PathContext& context, const flow::Event& event) {
    for (EntityId holder : context.holders(event.entity))
      if (isOpen(context, holder)) context.clearMark(holder);
  }

  const NotStopped& check_;
  check::FindingSink& sink_;
};

std::unique_ptr<flow::PathObserver> NotStopped::observePaths(const check::UnitContext&,
                                                             check::FindingSink& sink) {
  return std::make_unique<Observer>(*this, sink);
}

CHANVET_CHECK(NotStopped);

}  // namespace
}  // namespace chanvet::checks
