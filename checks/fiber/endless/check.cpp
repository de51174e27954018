// Spawned fibers whose loop never ends and only waits for time to pass, or polls: they run as long
// as the process, whatever becomes of the work they are for.
//
// Left out: loops that other fibers can hold up (the explorer sees these wait for ever, and
// select-no-exit has those around a select), and fibers that may be meant to run as long as the
// process.

#include "check/Check.h"

#include <set>

#include "check/EndlessFibers.h"
#include "flow/Analysis.h"
#include "flow/Endless.h"

namespace chanvet::checks {
namespace {

using check::WhyEnd;
using flow::EndlessFiber;

class FiberEndless : public check::Check {
 public:
  Severity severity() const override { return Severity::Warning; }
  check::Layer layer() const override { return check::Layer::Flow; }

  void checkUnit(const check::UnitContext& context, check::FindingSink& sink) override {
    if (!context.flow.spawns()) return;
    flow::Endless endless(context.flow.facts(), context.flow.pointsTo());
    std::set<Place> told;
    for (const EndlessFiber& fiber : endless.fibers()) {
      const flow::TurnWaits& waits = fiber.loop.waits;
      bool goesOn = (waits.forTime || waits.polls) && !waits.forOthers && waits.selects.empty();
      if (!goesOn) continue;
      WhyEnd why = check::whyEnd(context, fiber);
      if (why.reason == WhyEnd::None) continue;
      if (told.insert(context.unit.place(fiber.loop.head)).second)
        report(context, fiber, why, sink);
    }
  }

 private:
  void report(const check::UnitContext& context, const EndlessFiber& fiber, const WhyEnd& why,
              check::FindingSink& sink) const {
    Finding found =
        finding("this loop never ends: " + consequence(why), context.unit.place(fiber.loop.head));
    found.function = context.unit.functions[fiber.loop.function].name;
    check::relateFiber(context, fiber, why, found);
    sink.add(std::move(found));
  }

  static std::string consequence(const WhyEnd& why) {
    switch (why.reason) {
      case WhyEnd::Signal:
        return "nothing in it asks '" + why.name + "' whether to";
      case WhyEnd::Awaited:
        return "who waits for the fiber does so for ever";
      default:
        return "the fiber outlives what it was started for";
    }
  }
};

CHANVET_CHECK(FiberEndless);

}  // namespace
}  // namespace chanvet::checks
