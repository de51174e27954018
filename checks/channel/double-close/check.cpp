// Follows each channel along the paths: a close of a channel that is closed already, by this fiber,
// by the one that spawned it, or by a fiber that closes it whatever happens.
//
// Only where the library makes a second close an error.

#include "check/Check.h"

#include <set>

#include "explore/Defect.h"
#include "flow/Describe.h"
#include "flow/Queries.h"

namespace chanvet::checks {
namespace {

using flow::Event;
using flow::PathContext;
using model::OnMisuse;
using model::OpKind;

class DoubleClose : public check::Check {
 public:
  Severity severity() const override { return Severity::Error; }
  check::Layer layer() const override { return check::Layer::Flow; }
  std::optional<explore::Verdict> verdict() const override { return explore::Verdict::DoubleClose; }
  std::unique_ptr<flow::PathObserver> observePaths(const check::UnitContext&,
                                                   check::FindingSink& sink) override;

  void report(PathContext& context, const Event& event, const flow::Mark& first,
              check::FindingSink& sink) const {
    std::string name = flow::quoted(context.name(event.entity), model::ClassKind::Channel);
    Finding found = finding(name + " is closed twice: the second close panics", event.place);
    found.function = context.root().name;
    found.primitives = {context.name(event.entity)};
    if (Place made = context.made(event.entity); made.isValid())
      found.related.push_back({made, name + " made here"});
    bool elsewhere = context.isOtherFiber(first);
    found.related.push_back(
        {context.place(first), elsewhere ? "closed here, in another fiber" : "first closed here"});
    found.trace = context.trace({event.entity});
    sink.add(std::move(found));
  }
};

class Observer : public flow::PathObserver {
 public:
  Observer(const DoubleClose& check, check::FindingSink& sink) : check_(check), sink_(sink) {}

  void onOperation(PathContext& context, const Event& event) override {
    if (event.kind == OpKind::Reopen) context.clearMark(event.entity);
    if (event.kind != OpKind::Close) return;
    std::optional<flow::Mark> mark = context.mark(event.entity);
    if (!mark) return context.setMark(event.entity, kClosed);
    if (!isEvidence(context, event) || !reported_.insert(event.place).second) return;
    check_.report(context, event, *mark, sink_);
  }

  void onFiberMarks(PathContext& context, flow::EntityId entity, const flow::Mark& mark) override {
    if (!context.mark(entity)) context.adopt(entity, mark);
  }

 private:
  static constexpr int kClosed = 1;

  static bool isEvidence(PathContext& context, const Event& event) {
    if (context.isDoubtful()) return false;
    if (event.onMisuse != OnMisuse::Panic && event.onMisuse != OnMisuse::Throw) return false;
    const model::Unit& unit = context.unit();
    return !flow::isFailureExpected(unit, unit.functions[event.function], *event.instruction,
                                    event.type);
  }

  const DoubleClose& check_;
  check::FindingSink& sink_;
  std::set<Place> reported_;
};

std::unique_ptr<flow::PathObserver> DoubleClose::observePaths(const check::UnitContext&,
                                                              check::FindingSink& sink) {
  return std::make_unique<Observer>(*this, sink);
}

CHANVET_CHECK(DoubleClose);

}  // namespace
}  // namespace chanvet::checks
