// Timers without a handle that a loop makes and a select of the loop waits for. Those that no
// select is seen to wait for are timer-after-in-loop's.

#include "check/Check.h"

#include "check/AstFreshTimers.h"

namespace chanvet::checks {
namespace {

class SelectTimerInLoop : public check::Check {
 public:
  Severity severity() const override { return Severity::Warning; }
  check::Layer layer() const override { return check::Layer::Ast; }
  std::vector<check::OptionSpec> options() const override { return {check::fewTurnsOption()}; }

  llvm::Error configure(const check::Options& options) override {
    return check::fewTurnsOf(options).moveInto(fewTurns_);
  }

  void checkUnit(const check::UnitContext& context, check::FindingSink& sink) override {
    check::findFreshTimers(context, fewTurns_, [&](const check::FreshTimer& timer) {
      if (!timer.inSelect) return;
      Finding found = finding(
          "the select waits for a new timer of " + timer.made + " on every turn of the loop",
          timer.place);
      found.function = timer.function;
      found.related.push_back({timer.loop, "for each turn of this loop"});
      sink.add(std::move(found));
    });
  }

 private:
  unsigned fewTurns_ = 0;
};

CHANVET_CHECK(SelectTimerInLoop);

}  // namespace
}  // namespace chanvet::checks
