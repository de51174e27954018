// A loop variable that a spawned fiber refers to, and that goes on to its next value, or goes away,
// with nothing waited for since the spawn.
//
// Left out: closures given to code that is not seen.

#include "check/BorrowCheck.h"

namespace chanvet::checks {
namespace {

using flow::Borrow;
using flow::PathContext;

class LoopCapture : public check::BorrowCheck {
 protected:
  bool concerns(const PathContext&, const Borrow& borrow) const override {
    return borrow.isLoopVariable && (borrow.how == Borrow::Ends || borrow.how == Borrow::Changes);
  }

  std::string message(const Borrow& borrow) const override {
    return check::lentToFiber(borrow) + " that can outlive this turn of the loop";
  }

  std::vector<RelatedPlace> related(const PathContext&, const Borrow& borrow) const override {
    std::string what = borrow.how == Borrow::Ends ? "' ends with each turn of the loop"
                                                  : "' changes with each turn";
    return {{borrow.declared, "'" + borrow.name + what}};
  }

  bool isFixedByCopy(const model::Unit&, const Borrow&) const override { return true; }
};

CHANVET_CHECK(LoopCapture);

}  // namespace
}  // namespace chanvet::checks
