#include "check/BorrowCheck.h"

#include <set>

#include <fmt/format.h>

#include "check/CaptureFix.h"
#include "flow/Analysis.h"

namespace chanvet::check {

using flow::Borrow;
using flow::PathContext;

class BorrowCheck::Observer : public flow::PathObserver {
 public:
  Observer(const BorrowCheck& check, FindingSink& sink) : check_(check), sink_(sink) {}

  void onBorrowBroken(PathContext& context, const Borrow& borrow) override {
    if (!borrow.captured.isValid() || !check_.concerns(context, borrow)) return;
    if (reported_.insert(borrow.captured).second) sink_.add(check_.describe(context, borrow));
  }

 private:
  const BorrowCheck& check_;
  FindingSink& sink_;
  std::set<Place> reported_;
};

std::unique_ptr<flow::PathObserver> BorrowCheck::observePaths(const UnitContext&,
                                                              FindingSink& sink) {
  return std::make_unique<Observer>(*this, sink);
}

Finding BorrowCheck::describe(const PathContext& context, const Borrow& borrow) const {
  Finding found = finding(message(borrow), borrow.captured);
  found.function = context.root().name;
  found.primitives = {borrow.name};
  found.related = related(context, borrow);
  if (borrow.spawned != found.place)
    found.related.push_back({borrow.spawned, "the fiber is spawned here"});
  found.trace = context.trace({});
  bool isCaptured = borrow.function != model::kNone && borrow.reference == borrow.name;
  if (isCaptured && isFixedByCopy(context.unit(), borrow) &&
      onlyReads(context.unit().functions[borrow.function], borrow.field))
    found.fix = captureByValue(borrow);
  return found;
}

std::string lentToFiber(const Borrow& borrow) {
  bool isInside = borrow.how == Borrow::Grows || borrow.how == Borrow::Empties;
  if (borrow.reference.empty())
    return fmt::format("{}'{}' is passed by reference to a fiber", isInside ? "an element of " : "",
                       borrow.name);
  if (borrow.reference == borrow.name || borrow.reference == "this")
    return fmt::format("'{}' is captured by reference by a fiber", borrow.name);
  return fmt::format("'{}', which refers {} '{}', is captured by a fiber", borrow.reference,
                     isInside ? "into" : "to", borrow.name);
}

}  // namespace chanvet::check
