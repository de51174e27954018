// Spawned fibers with an endless loop around a select, of which no case ends it: nobody can tell
// the fiber to stop.
//
// Left out: fibers that may be meant to run as long as the process, and selects with a default
// case, which fiber-endless and select-busy-loop are about.

#include "check/Check.h"

#include <set>

#include <llvm/ADT/STLExtras.h>

#include "check/EndlessFibers.h"
#include "explore/Names.h"
#include "flow/Analysis.h"
#include "flow/Endless.h"

namespace chanvet::checks {
namespace {

using check::WhyEnd;
using flow::EndlessFiber;
using flow::Point;

class NoExit : public check::Check {
 public:
  Severity severity() const override { return Severity::Warning; }
  check::Layer layer() const override { return check::Layer::Flow; }
  // The explorer shows how such a fiber is left behind; a case that spins has no exit either.
  std::vector<std::string> toldBy() const override {
    return {"fiber-leak",          "fiber-deadlock",           "channel-no-sender",
            "channel-no-receiver", "channel-abandoned-sender", "select-busy-loop"};
  }

  void checkUnit(const check::UnitContext& context, check::FindingSink& sink) override {
    flow::Endless endless(context.flow.facts(), context.flow.pointsTo());
    std::set<Point> told;
    for (const EndlessFiber& fiber : endless.fibers()) {
      if (fiber.loop.waits.selects.empty()) continue;
      WhyEnd why = check::whyEnd(context, fiber);
      if (why.reason == WhyEnd::None) continue;
      if (told.insert(fiber.loop.waits.selects.front()).second) report(context, fiber, why, sink);
    }
  }

 private:
  void report(const check::UnitContext& context, const EndlessFiber& fiber, const WhyEnd& why,
              check::FindingSink& sink) const {
    const Point& select = fiber.loop.waits.selects.front();
    Finding found = finding("no case of this select ends the loop: " + consequence(why),
                            context.unit.place(context.flow.pointsTo().at(select).location));
    const model::Function& function = context.unit.functions[select.function];
    found.function = function.name;
    for (const model::SelectCase& each : context.flow.pointsTo().at(select).cases)
      found.primitives.push_back(explore::nameOf(context.unit, function, each.channel));
    check::relateFiber(context, fiber, why, found);
    sink.add(std::move(found));
  }

  static std::string consequence(const WhyEnd& why) {
    switch (why.reason) {
      case WhyEnd::Signal:
        return "there is none for '" + why.name + "'";
      case WhyEnd::Awaited:
        return "who waits for the fiber does so for ever";
      default:
        return "nothing can tell the fiber to stop";
    }
  }
};

CHANVET_CHECK(NoExit);

}  // namespace
}  // namespace chanvet::checks
