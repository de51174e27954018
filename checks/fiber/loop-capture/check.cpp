// A loop variable that a spawned closure refers to, and that goes on to its next value, or goes
// away, with nothing waited for since the spawn.
//
// Left out: closures given to code that is not seen, and references through pointers or std::ref
// (fiber-ref-capture looks at those).

#include "check/Check.h"

#include <set>

#include "check/CaptureFix.h"
#include "flow/Analysis.h"

namespace chanvet::checks {
namespace {

using flow::Borrow;
using flow::PathContext;

class LoopCapture : public check::Check {
 public:
  Severity severity() const override { return Severity::Error; }
  check::Layer layer() const override { return check::Layer::Flow; }
  std::unique_ptr<flow::PathObserver> observePaths(const check::UnitContext&,
                                                   check::FindingSink& sink) override;

  void report(PathContext& context, const Borrow& borrow, check::FindingSink& sink) const {
    std::string name = "'" + borrow.name + "'";
    Finding found = finding(name +
                                " is captured by reference by a fiber that can outlive this turn "
                                "of the loop",
                            borrow.captured);
    found.function = context.root().name;
    found.primitives = {borrow.name};
    found.related.push_back(
        {borrow.declared,
         name + (borrow.ends ? " ends with each turn of the loop" : " changes with each turn")});
    found.related.push_back({borrow.spawned, "the fiber is spawned here"});
    found.trace = context.trace({});
    if (check::onlyReads(context.unit().functions[borrow.function], borrow.field))
      found.fix = check::captureByValue(borrow);
    sink.add(std::move(found));
  }
};

class Observer : public flow::PathObserver {
 public:
  Observer(const LoopCapture& check, check::FindingSink& sink) : check_(check), sink_(sink) {}

  void onBorrowBroken(PathContext& context, const Borrow& borrow) override {
    if (!borrow.isLoopVariable || !borrow.captured.isValid()) return;
    if (borrow.function == model::kNone) return;
    if (reported_.insert(borrow.captured).second) check_.report(context, borrow, sink_);
  }

 private:
  const LoopCapture& check_;
  check::FindingSink& sink_;
  std::set<Place> reported_;
};

std::unique_ptr<flow::PathObserver> LoopCapture::observePaths(const check::UnitContext&,
                                                              check::FindingSink& sink) {
  return std::make_unique<Observer>(*this, sink);
}

CHANVET_CHECK(LoopCapture);

}  // namespace
}  // namespace chanvet::checks
