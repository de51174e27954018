// A local that a fiber which was spawned refers to, and that ends while the fiber may run: nothing
// was done since the spawn that waits for it, or may.
//
// Left out: locals of main, whose end is the end of the fiber, and variables of loops, which are
// for fiber-loop-capture.

#include "check/Check.h"

#include <set>

#include "check/CaptureFix.h"
#include "flow/Analysis.h"

namespace chanvet::checks {
namespace {

using flow::Borrow;
using flow::PathContext;

class RefCapture : public check::Check {
 public:
  Severity severity() const override { return Severity::Error; }
  check::Layer layer() const override { return check::Layer::Flow; }
  std::unique_ptr<flow::PathObserver> observePaths(const check::UnitContext&,
                                                   check::FindingSink& sink) override;

  void report(PathContext& context, const Borrow& borrow, check::FindingSink& sink) const {
    std::string name = "'" + borrow.name + "'";
    Finding found =
        finding(name + " is captured by reference by a fiber that can outlive it", borrow.captured);
    found.function = context.root().name;
    found.primitives = {borrow.name};
    if (borrow.declared != found.place)
      found.related.push_back({borrow.declared, name + " declared here"});
    if (borrow.spawned != found.place)
      found.related.push_back({borrow.spawned, "the fiber is spawned here"});
    found.trace = context.trace({});
    if (check::isWrittenOnce(context.unit(), borrow) &&
        check::onlyReads(context.unit().functions[borrow.function], borrow.field))
      found.fix = check::captureByValue(borrow);
    sink.add(std::move(found));
  }
};

class Observer : public flow::PathObserver {
 public:
  Observer(const RefCapture& check, check::FindingSink& sink) : check_(check), sink_(sink) {}

  void onBorrowBroken(PathContext& context, const Borrow& borrow) override {
    if (!borrow.ends || borrow.isLoopVariable || borrow.mayBeOver || context.isDoubtful()) return;
    if (context.unit().functions[borrow.owner].isMain || borrow.name.empty()) return;
    if (!borrow.captured.isValid() || borrow.function == model::kNone) return;
    if (reported_.insert(borrow.captured).second) check_.report(context, borrow, sink_);
  }

 private:
  const RefCapture& check_;
  check::FindingSink& sink_;
  std::set<Place> reported_;
};

std::unique_ptr<flow::PathObserver> RefCapture::observePaths(const check::UnitContext&,
                                                             check::FindingSink& sink) {
  return std::make_unique<Observer>(*this, sink);
}

CHANVET_CHECK(RefCapture);

}  // namespace
}  // namespace chanvet::checks
