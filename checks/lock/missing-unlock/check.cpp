// A mutex that a function locks by hand and unlocks on one path, but not on another: a return or
// throw leaves it locked.
//
// That some path of the function unlocks it says that the function means to: one that never does
// locks for others. So does one whose lock another function takes back. A function that returns a
// value can tell its caller that it holds the lock; it is reported only where all code that could
// unlock is seen.
//
// Left out: locks of guards, locks that are only tried, mutexes that code which is not seen got
// hold of while they were locked, paths that end in a panic, and main, whose end is the program's.

#include "check/Check.h"

#include <set>

#include <llvm/ADT/STLExtras.h>

#include "flow/Describe.h"
#include "flow/Obligations.h"
#include "flow/Queries.h"

namespace chanvet::checks {
namespace {

using flow::PathContext;
using model::OpKind;

bool isUnlock(OpKind kind) { return kind == OpKind::Unlock || kind == OpKind::UnlockShared; }

class MissingUnlock : public check::Check {
 public:
  Severity severity() const override { return Severity::Error; }
  check::Layer layer() const override { return check::Layer::Flow; }
  std::vector<std::string> toldBy() const override {
    return {"lock-double", "lock-order", "fiber-deadlock", "fiber-leak"};
  }
  std::unique_ptr<flow::PathObserver> observePaths(const check::UnitContext& context,
                                                   check::FindingSink& sink) override;

  Finding findingOnPath(PathContext& context, flow::EntityId mutex, const Place& locked,
                        flow::PathEnd end) const {
    std::string name = flow::quoted(context.name(mutex), model::ClassKind::Mutex);
    Finding found = finding(name + " is still locked when this path leaves the function", locked);
    found.function = context.root().name;
    found.primitives = {context.name(mutex)};
    std::string leaves = end == flow::PathEnd::Throw ? "the exception leaves here" : "leaves here";
    if (Place here = context.here(); here.isValid())
      found.related.push_back({here, leaves + ", with " + name + " locked"});
    found.trace = context.trace({mutex});
    return found;
  }
};

class Observer : public flow::Obligations {
 public:
  Observer(const MissingUnlock& check, const check::UnitContext& context, check::FindingSink& sink)
      : check_(check), unit_(context.unit), sink_(sink) {}

 protected:
  flow::Duty dutyOf(PathContext& context, const flow::Event& event) override {
    const model::Function& function = unit_.functions[event.function];
    if (event.kind == OpKind::Lock || event.kind == OpKind::LockShared) {
      if (isOpen(context, event.entity) || flow::isGuards(unit_, function, *event.instruction))
        return flow::Duty::None;
      heldBy_[event.place] = flow::heldBy(function, *event.instruction);
      if (flow::isWhollySeen(unit_, function, *event.instruction)) whollySeen_.insert(event.place);
      return flow::Duty::Begins;
    }
    if (!isUnlock(event.kind)) return flow::Duty::None;
    bool isOthers =
        !context.mark(event.entity) && !flow::isGuards(unit_, function, *event.instruction);
    // What a closure or destructor unlocks belongs to the function around it, or its constructor.
    if (isOthers && !context.root().isLambda && !context.root().isDestructor())
      unlockedForOthers_.insert(flow::heldBy(function, *event.instruction));
    return flow::Duty::Ends;
  }

  std::optional<Finding> left(PathContext& context, flow::EntityId mutex, const Place& locked,
                              flow::PathEnd end) override {
    if (end == flow::PathEnd::Panic || context.root().isMain) return std::nullopt;
    // What it returns can tell the caller.
    bool tellsCaller = end == flow::PathEnd::Return && flow::returnsValue(context.root());
    bool isOwn = context.made(mutex).isValid() && !context.escapes(mutex);
    if (tellsCaller && !isOwn && !whollySeen_.contains(locked)) return std::nullopt;
    return check_.findingOnPath(context, mutex, locked, end);
  }

  bool settle(Finding found, const Place& locked, const model::Function& root) override {
    if (!isMet(locked, root)) return false;
    model::SymbolId holder = heldBy_.at(locked);
    if (holder != model::kNone && unlockedForOthers_.contains(holder)) return false;
    sink_.add(std::move(found));
    return true;
  }

 private:
  const MissingUnlock& check_;
  const model::Unit& unit_;
  check::FindingSink& sink_;
  std::set<Place> whollySeen_;  // locks of mutexes that only code which is seen can get at
  std::map<Place, model::SymbolId> heldBy_;      // the mutex of each lock
  std::set<model::SymbolId> unlockedForOthers_;  // by functions that have not locked them
};

std::unique_ptr<flow::PathObserver> MissingUnlock::observePaths(const check::UnitContext& context,
                                                                check::FindingSink& sink) {
  return std::make_unique<Observer>(*this, context, sink);
}

CHANVET_CHECK(MissingUnlock);

}  // namespace
}  // namespace chanvet::checks
