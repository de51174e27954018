// Timers without a handle that a loop makes, where no select of the loop waits for them: those are
// select-timer-in-loop's.

#include "check/Check.h"

#include "check/AstFreshTimers.h"

namespace chanvet::checks {
namespace {

class AfterInLoop : public check::Check {
 public:
  Severity severity() const override { return Severity::Warning; }
  check::Layer layer() const override { return check::Layer::Ast; }
  std::vector<check::OptionSpec> options() const override { return {check::fewTurnsOption()}; }

  llvm::Error configure(const check::Options& options) override {
    return check::fewTurnsOf(options).moveInto(fewTurns_);
  }

  void checkUnit(const check::UnitContext& context, check::FindingSink& sink) override {
    check::findFreshTimers(context, fewTurns_, [&](const check::FreshTimer& timer) {
      if (timer.inSelect) return;
      Finding found =
          finding(timer.made + " makes a timer on every turn of the loop, which nothing can stop",
                  timer.place);
      found.function = timer.function;
      found.related.push_back({timer.loop, "for each turn of this loop"});
      sink.add(std::move(found));
    });
  }

 private:
  unsigned fewTurns_ = 0;
};

CHANVET_CHECK(AfterInLoop);

}  // namespace
}  // namespace chanvet::checks
