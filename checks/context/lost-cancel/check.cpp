// A context that is made with the function that cancels it: the obligation is to call that
// function. It is met by a call, whoever makes it, and handed on when code that is not seen,
// another fiber, the caller or an object gets the function.
//
// Left out: paths that end in a panic, and main, whose end is the program's, unless no path at all
// calls the function or hands it on.

#include "check/Check.h"

#include "check/AstDeferFix.h"
#include "check/SourceText.h"
#include "flow/Describe.h"
#include "flow/Obligations.h"

namespace chanvet::checks {
namespace {

using flow::PathContext;
using model::OpKind;

// The fix for a function that some paths call, and that a structured binding declares. To call it
// once more does nothing.
std::optional<Fix> deferAfter(const check::UnitContext& unit, const Place& made,
                              const std::string& name) {
  std::string deferred = check::deferredCall(unit);
  check::SourceText source;
  llvm::StringRef before = source.line(made.file, made.endLine).substr(0, made.column - 1);
  bool isBinding = before.ltrim().starts_with("auto [") && before.rtrim().ends_with("=");
  if (deferred.empty() || !isBinding) return std::nullopt;
  return check::insertBelow(made, "defer the call of '" + name + "'",
                            deferred + " defer_" + name + "{" + name + "};");
}

class LostCancel : public check::Check {
 public:
  Severity severity() const override { return Severity::Warning; }
  check::Layer layer() const override { return check::Layer::Flow; }
  std::unique_ptr<flow::PathObserver> observePaths(const check::UnitContext&,
                                                   check::FindingSink& sink) override;

  Finding findingOnPath(PathContext& context, flow::EntityId made, const Place& place,
                        flow::EntityId cancel, flow::PathEnd end) const {
    std::string name = context.name(cancel);
    std::string of = flow::quoted(context.name(made), model::ClassKind::Context);
    Finding found =
        finding(name.empty() ? "the function that cancels " + of : "'" + name + "'", place);
    found.function = context.root().name;
    found.primitives = {name.empty() ? context.name(made) : name};
    std::string leaves = end == flow::PathEnd::Throw ? "the exception leaves here" : "leaves here";
    if (Place here = context.here(); here.isValid())
      found.related.push_back({here, leaves + ", before " + found.message + " is called"});
    found.trace = context.trace({made});
    return found;
  }
};

class Observer : public flow::Obligations {
 public:
  Observer(const LostCancel& check, const check::UnitContext& unit, check::FindingSink& sink)
      : check_(check), unit_(unit), sink_(sink) {}

  void onEnd(PathContext& context, flow::PathEnd end) override {
    for (const auto& [made, mark] : context.marks())
      if (isHandedOn(context, made)) this->end(context, made);
    Obligations::onEnd(context, end);
  }

 protected:
  flow::Duty dutyOf(PathContext&, const flow::Event& event) override {
    if (event.kind == OpKind::MakeContext) return flow::Duty::Begins;
    return event.kind == OpKind::Cancel ? flow::Duty::Ends : flow::Duty::None;
  }

  // To have the context is not to have the function that cancels it.
  void onHandedOver(PathContext&, flow::EntityId) override {}

  std::optional<Finding> left(PathContext& context, flow::EntityId made, const Place& begun,
                              flow::PathEnd end) override {
    std::vector<flow::EntityId> cancels = context.closuresOver(made, OpKind::Cancel);
    if (end == flow::PathEnd::Panic || cancels.empty()) return std::nullopt;
    return check_.findingOnPath(context, made, begun, cancels.front(), end);
  }

  bool settle(Finding found, const Place& begun, const model::Function& root) override {
    bool isNamed = found.message.front() == '\'';
    if (isMet(begun)) {
      if (root.isMain) return false;
      found.message += " is not called on this path";
      if (isNamed && isMet(begun, root))
        found.fix = deferAfter(unit_, begun, found.primitives.front());
    } else {
      found.message = isNamed ? "nothing calls " + found.message : found.message + " is dropped";
      found.related.clear();
      found.trace.clear();
    }
    sink_.add(std::move(found));
    return true;
  }

 private:
  static bool isHandedOn(PathContext& context, flow::EntityId made) {
    for (flow::EntityId cancel : context.closuresOver(made, OpKind::Cancel))
      if (context.escapes(cancel) || context.isInMember(cancel)) return true;
    return false;
  }

  const LostCancel& check_;
  const check::UnitContext& unit_;
  check::FindingSink& sink_;
};

std::unique_ptr<flow::PathObserver> LostCancel::observePaths(const check::UnitContext& unit,
                                                             check::FindingSink& sink) {
  return std::make_unique<Observer>(*this, unit, sink);
}

CHANVET_CHECK(LostCancel);

}  // namespace
}  // namespace chanvet::checks
