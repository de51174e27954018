// Follows each channel along the paths: after a close, every send is reported, also in a fiber that
// is spawned later, and a send that a fiber spawned before may still do.
//
// A send whose status somebody looks at, or whose exception somebody catches by name, is expected
// to fail and not reported.

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

bool isSend(OpKind kind) { return kind == OpKind::Send || kind == OpKind::TrySend; }

std::string consequence(OnMisuse misuse) {
  switch (misuse) {
    case OnMisuse::Panic:
      return ": this panics";
    case OnMisuse::Throw:
      return ": this throws";
    default:
      return ": the value is lost";
  }
}

class SendAfterClose : public check::Check {
 public:
  Severity severity() const override { return Severity::Error; }
  check::Layer layer() const override { return check::Layer::Flow; }
  std::optional<explore::Verdict> verdict() const override {
    return explore::Verdict::SendAfterClose;
  }
  std::unique_ptr<flow::PathObserver> observePaths(const check::UnitContext&,
                                                   check::FindingSink& sink) override;

  // `closed` is where the channel was closed; `sent` is where the send stands.
  void report(PathContext& context, const Event& event, const Place& sent, const Place& closed,
              check::FindingSink& sink) const {
    std::string name = flow::quoted(context.name(event.entity), model::ClassKind::Channel);
    Finding found =
        finding("send on " + name + " after it was closed" + consequence(event.onMisuse), sent);
    if (event.onMisuse == OnMisuse::Status) found.severity = Severity::Warning;
    found.function = context.root().name;
    found.primitives = {context.name(event.entity)};
    if (Place made = context.made(event.entity); made.isValid())
      found.related.push_back({made, name + " made here"});
    found.related.push_back({closed, name + " closed here"});
    found.trace = context.trace({event.entity});
    sink.add(std::move(found));
  }
};

class Observer : public flow::PathObserver {
 public:
  Observer(const SendAfterClose& check, check::FindingSink& sink) : check_(check), sink_(sink) {}

  void onOperation(PathContext& context, const Event& event) override {
    if (event.kind == OpKind::Close) context.setMark(event.entity, kClosed);
    // Who asks a channel whether it is open means to send only then.
    if (event.kind == OpKind::Reopen || looks(event.kind)) context.clearMark(event.entity);
    std::optional<flow::Mark> mark = context.mark(event.entity);
    if (!isSend(event.kind) || !mark || !mayReport(context, event)) return;
    check_.report(context, event, event.place, context.place(*mark), sink_);
  }

  static bool looks(OpKind kind) {
    return kind == OpKind::Query || kind == OpKind::Length || kind == OpKind::Capacity;
  }

  void onFiberMarks(PathContext& context, flow::EntityId entity, const flow::Mark& mark) override {
    if (!context.mark(entity)) context.adopt(entity, mark);
  }

  void onUnorderedOperation(PathContext& context, const Event& inFiber, const Event& now) override {
    if (!isSend(inFiber.kind) || now.kind != OpKind::Close) return;
    // What the fiber decides on may be what keeps it from sending.
    if (inFiber.isConditional || !mayReport(context, inFiber)) return;
    check_.report(context, inFiber, inFiber.place, now.place, sink_);
  }

 private:
  static constexpr int kClosed = 1;

  // Each send is reported once, with the path that was found first.
  bool mayReport(PathContext& context, const Event& event) {
    if (context.isDoubtful() || !isEvidence(context, event)) return false;
    return reported_.insert(event.place).second;
  }

  static bool isEvidence(PathContext& context, const Event& event) {
    const model::Unit& unit = context.unit();
    const model::Function& function = unit.functions[event.function];
    switch (event.onMisuse) {
      case OnMisuse::Panic:
      case OnMisuse::Throw:
        return !flow::isFailureExpected(unit, function, *event.instruction, event.type);
      case OnMisuse::Status:
        return event.kind == OpKind::Send && !flow::isResultUsed(function, *event.instruction);
      default:
        return false;
    }
  }

  const SendAfterClose& check_;
  check::FindingSink& sink_;
  std::set<Place> reported_;
};

std::unique_ptr<flow::PathObserver> SendAfterClose::observePaths(const check::UnitContext&,
                                                                 check::FindingSink& sink) {
  return std::make_unique<Observer>(*this, sink);
}

CHANVET_CHECK(SendAfterClose);

}  // namespace
}  // namespace chanvet::checks
