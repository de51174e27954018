// A ticker that nothing in the unit stops is found by points-to sets; one that is stopped
// somewhere, but not on a path that leaves the function, by following the paths.
//
// Left out: main, whose end is the program's; functions that never return; tickers that code not
// seen here, another fiber or a longer-lived object can reach on the path.

#include "check/Check.h"

#include <set>

#include "check/AstDeferFix.h"
#include "check/SourceText.h"
#include "flow/Analysis.h"
#include "flow/Describe.h"
#include "flow/Obligations.h"

namespace chanvet::checks {
namespace {

using flow::PathContext;
using flow::Site;
using model::ClassKind;
using model::OpKind;

bool isStoppableTicker(const model::Type* type) {
  return type && type->kind == ClassKind::Ticker && type->stoppable &&
         type->onDestroy != model::OnDestroy::Stop;
}

// The fix for a ticker that some paths stop, and that a variable of the function is. To stop it
// once more does nothing.
std::optional<Fix> deferStop(const check::UnitContext& unit, const Place& made,
                             const std::string& name, llvm::StringRef type) {
  std::string deferred = check::deferredCall(unit);
  std::string stop = check::methodFor(unit, type, OpKind::Stop);
  check::SourceText source;
  llvm::StringRef declared = source.line(made.file, made.line);
  bool isVariable = !name.empty() && declared.substr(0, made.column - 1).rtrim().ends_with(type) &&
                    declared.substr(made.column - 1).starts_with(name);
  if (deferred.empty() || stop.empty() || !isVariable) return std::nullopt;
  return check::insertBelow(made, "stop '" + name + "' by a deferred call",
                            deferred + " stop_" + name + "{[&] { " + name + "." + stop + "(); }};");
}

class TickerNotStopped : public check::Check {
 public:
  Severity severity() const override { return Severity::Warning; }
  check::Layer layer() const override { return check::Layer::Flow; }

  void checkUnit(const check::UnitContext& context, check::FindingSink& sink) override {
    for (const Site& site : context.flow.pointsTo().sites())
      if (isNeverStopped(context, site)) reportNever(context, site, sink);
  }

  std::unique_ptr<flow::PathObserver> observePaths(const check::UnitContext&,
                                                   check::FindingSink& sink) override;

  Finding findingOnPath(PathContext& context, flow::EntityId ticker, flow::PathEnd end) const {
    std::string name = flow::quoted(context.name(ticker), ClassKind::Ticker);
    Finding found = finding(name + " is not stopped on this path", context.made(ticker));
    found.function = context.root().name;
    found.primitives = {context.name(ticker)};
    if (Place here = context.here(); here.isValid())
      found.related.push_back({here, end == flow::PathEnd::Throw
                                         ? "the exception leaves here, with " + name + " running"
                                         : "leaves here, with " + name + " running"});
    found.trace = context.trace({ticker});
    return found;
  }

 private:
  static bool isNeverStopped(const check::UnitContext& context, const Site& site) {
    if (site.type == model::kNone || site.owner != Site::kNoOwner) return false;
    if (!isStoppableTicker(&context.unit.types[site.type])) return false;
    if (site.escapes || site.isShared || site.isReturned || site.has(OpKind::Stop)) return false;
    const model::Function& maker = context.unit.functions[site.point.function];
    return !maker.isMain && !runsForEver(context, site);
  }

  // Whether the ticker is needed as long as the program runs: its maker, or a fiber that uses it,
  // does not return.
  static bool runsForEver(const check::UnitContext& context, const Site& site) {
    const flow::UnitFacts& facts = context.flow.facts();
    if (!facts.graph(site.point.function).canReturn(site.point.block)) return true;
    for (const Site& channel : context.flow.pointsTo().sites())
      if (channel.owner != Site::kNoOwner && channel.point == site.point &&
          isReceivedFor(context, channel))
        return true;
    for (const flow::Use& use : site.uses)
      if (!facts.graph(use.point.function).canReturn(use.point.block)) return true;
    return false;
  }

  // A range loop over the ticker's channel never ends: it is a heartbeat.
  static bool isReceivedFor(const check::UnitContext& context, const Site& channel) {
    for (const flow::Use& use : channel.uses) {
      const model::Instruction& at = context.flow.pointsTo().at(use.point);
      if (at.opcode == model::Opcode::Operation && context.unit.operation(at).untilClosed)
        return true;
    }
    return false;
  }

  void reportNever(const check::UnitContext& context, const Site& site,
                   check::FindingSink& sink) const {
    Place made = context.unit.place(context.flow.pointsTo().at(site.point).location);
    Finding found = finding("nothing stops " + flow::quoted(site.name, ClassKind::Ticker), made);
    found.function = context.unit.functions[site.point.function].name;
    found.primitives = {site.name};
    sink.add(std::move(found));
  }
};

class Observer : public flow::Obligations {
 public:
  Observer(const TickerNotStopped& check, const check::UnitContext& context,
           check::FindingSink& sink)
      : check_(check), unit_(context), sink_(sink) {
    for (const Site& site : context.flow.pointsTo().sites())
      if (site.has(OpKind::Stop))
        stopped_.insert(context.unit.place(context.flow.pointsTo().at(site.point).location));
  }

 protected:
  bool isBegunByMaking(PathContext& context, flow::EntityId entity) override {
    return isStoppableTicker(context.type(entity));
  }

  flow::Duty dutyOf(PathContext& context, const flow::Event& event) override {
    if (event.kind == OpKind::Stop) return flow::Duty::Ends;
    bool isOwn = context.mark(event.entity).has_value();
    return event.kind == OpKind::Restart && isOwn ? flow::Duty::Begins : flow::Duty::None;
  }

  std::optional<Finding> left(PathContext& context, flow::EntityId ticker, const Place&,
                              flow::PathEnd end) override {
    if (end == flow::PathEnd::Panic || context.root().isMain) return std::nullopt;
    // What nothing ever stops is reported as that.
    if (context.escapes(ticker) || !stopped_.contains(context.made(ticker))) return std::nullopt;
    Finding found = check_.findingOnPath(context, ticker, end);
    if (!context.isInMember(ticker))
      found.fix =
          deferStop(unit_, context.made(ticker), context.name(ticker), context.type(ticker)->name);
    return found;
  }

  bool settle(Finding found, const Place&, const model::Function&) override {
    sink_.add(std::move(found));
    return true;
  }

 private:
  const TickerNotStopped& check_;
  const check::UnitContext& unit_;
  check::FindingSink& sink_;
  std::set<Place> stopped_;  // where tickers are made that something stops
};

std::unique_ptr<flow::PathObserver> TickerNotStopped::observePaths(
    const check::UnitContext& context, check::FindingSink& sink) {
  return std::make_unique<Observer>(*this, context, sink);
}

CHANVET_CHECK(TickerNotStopped);

}  // namespace
}  // namespace chanvet::checks
