// A handle of a fiber whose destructor ends the program unless the fiber was joined or detached:
// the obligation begins when the fiber is started. It is asked for where a path destroys the
// handle, or assigns another fiber to it.
//
// Left out: handles that are asked whether they are joinable, or that leave the code that is seen,
// and exceptions of called functions: those of misuse, which this code does not do, look the same.

#include "check/Check.h"

#include "flow/Describe.h"
#include "flow/Obligations.h"

namespace chanvet::checks {
namespace {

using flow::EntityId;
using flow::PathContext;
using model::OpKind;

bool mustBeJoined(const model::Type* type) {
  return type && type->onDestroy == model::OnDestroy::Terminate;
}

class NotJoined : public check::Check {
 public:
  Severity severity() const override { return Severity::Error; }
  check::Layer layer() const override { return check::Layer::Flow; }
  std::unique_ptr<flow::PathObserver> observePaths(const check::UnitContext&,
                                                   check::FindingSink& sink) override;

  Finding findingOnPath(PathContext& context, EntityId handle, const Place& started,
                        bool isReplaced) const {
    std::string name = flow::quoted(context.name(handle), model::ClassKind::Fiber);
    Finding found =
        finding(name + (isReplaced ? " is neither joined nor detached before it gets "
                                     "another fiber: the program terminates"
                                   : " is neither joined nor detached on this path: its "
                                     "destructor terminates the program"),
                started);
    found.function = context.root().name;
    found.primitives = {context.name(handle)};
    if (Place here = context.here(); here.isValid())
      found.related.push_back({here, isReplaced ? "another fiber is assigned here"
                                                : name + " is destroyed on the way out from here"});
    found.trace = context.trace({handle});
    return found;
  }
};

class Observer : public flow::Obligations {
 public:
  Observer(const NotJoined& check, check::FindingSink& sink) : check_(check), sink_(sink) {}

  void onSpawn(PathContext& context, EntityId handle) override {
    if (mustBeJoined(context.type(handle))) begin(context, handle);
  }
  void onReplaced(PathContext& context, EntityId handle) override {
    isReplaced_ = true;
    leaveOnce(context, handle);
    isReplaced_ = false;
  }
  void onDestroy(PathContext& context, EntityId handle, const model::Type&) override {
    leaveOnce(context, handle);
  }
  // A handle that is still there when the function is left is somebody else's.
  void onEnd(PathContext&, flow::PathEnd) override {}

 protected:
  flow::Duty dutyOf(PathContext&, const flow::Event& event) override {
    switch (event.kind) {
      case OpKind::Join:
      case OpKind::Detach:
      case OpKind::Query:
        return flow::Duty::Ends;
      default:
        return flow::Duty::None;
    }
  }

  std::optional<Finding> left(PathContext& context, EntityId handle, const Place& started,
                              flow::PathEnd) override {
    if (context.escapes(handle) || context.isThrownByCallee()) return std::nullopt;
    return check_.findingOnPath(context, handle, started, isReplaced_);
  }

  bool settle(Finding found, const Place&, const model::Function&) override {
    sink_.add(std::move(found));
    return true;
  }

 private:
  void leaveOnce(PathContext& context, EntityId handle) {
    if (isOpen(context, handle)) leave(context, handle, flow::PathEnd::Return);
    context.clearMark(handle);
  }

  const NotJoined& check_;
  check::FindingSink& sink_;
  bool isReplaced_ = false;
};

std::unique_ptr<flow::PathObserver> NotJoined::observePaths(const check::UnitContext&,
                                                            check::FindingSink& sink) {
  return std::make_unique<Observer>(*this, sink);
}

CHANVET_CHECK(NotJoined);

}  // namespace
}  // namespace chanvet::checks
