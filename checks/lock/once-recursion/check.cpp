#include "check/ExploredCheck.h"

namespace chanvet::checks {
namespace {

struct LockOnceRecursion : check::ExploredCheck {
  LockOnceRecursion() : ExploredCheck(explore::Verdict::OnceRecursion) {}
};

CHANVET_CHECK(LockOnceRecursion);

}  // namespace
}  // namespace chanvet::checks
