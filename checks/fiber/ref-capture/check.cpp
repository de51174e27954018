// A local that a fiber which was spawned refers to, and that ends while the fiber may run: nothing
// was done since the spawn that waits for it, or may. The same for an element of a container that
// moves its elements, or loses them.
//
// Left out: the end of locals of main, which is the end of the fiber, and variables of loops, which
// are for fiber-loop-capture.

#include "check/BorrowCheck.h"
#include "check/CaptureFix.h"

namespace chanvet::checks {
namespace {

using flow::Borrow;
using flow::PathContext;

std::string quoted(const std::string& name) { return "'" + name + "'"; }

class RefCapture : public check::BorrowCheck {
 protected:
  bool concerns(const PathContext& context, const Borrow& borrow) const override {
    if (borrow.isLoopVariable || borrow.name.empty() || borrow.how == Borrow::Changes) return false;
    if (borrow.mayBeOver || context.isDoubtful()) return false;
    return borrow.how != Borrow::Ends || !context.unit().functions[borrow.owner].isMain;
  }

  std::string message(const Borrow& borrow) const override {
    bool isDirect =
        borrow.reference.empty() || borrow.reference == borrow.name || borrow.reference == "this";
    std::string told = check::lentToFiber(borrow);
    if (borrow.how == Borrow::Ends)
      return told + " that can outlive " + (isDirect ? "it" : quoted(borrow.name));
    return told + " that may still use it when " + quoted(borrow.name) +
           (borrow.how == Borrow::Grows ? " grows" : " is emptied");
  }

  std::vector<RelatedPlace> related(const PathContext& context,
                                    const Borrow& borrow) const override {
    std::string name = quoted(borrow.name);
    std::vector<RelatedPlace> places;
    if (borrow.declared != borrow.captured)
      places.push_back({borrow.declared, name + " declared here"});
    if (borrow.how == Borrow::Grows)
      places.push_back({context.here(), name + " may move its elements here"});
    if (borrow.how == Borrow::Empties)
      places.push_back({context.here(), name + " is emptied here"});
    return places;
  }

  bool isFixedByCopy(const model::Unit& unit, const Borrow& borrow) const override {
    return check::isWrittenOnce(unit, borrow);
  }
};

CHANVET_CHECK(RefCapture);

}  // namespace
}  // namespace chanvet::checks
