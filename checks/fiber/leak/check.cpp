#include "check/ExploredCheck.h"

namespace chanvet::checks {
namespace {

struct FiberLeak : check::ExploredCheck {
  FiberLeak() : ExploredCheck(explore::Verdict::Leak) {}
};

CHANVET_CHECK(FiberLeak);

}  // namespace
}  // namespace chanvet::checks
