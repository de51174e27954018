#include "check/ExploredCheck.h"

namespace chanvet::checks {
namespace {

struct FiberDeadlock : check::ExploredCheck {
  FiberDeadlock() : ExploredCheck(explore::Verdict::Deadlock) {}
};

CHANVET_CHECK(FiberDeadlock);

}  // namespace
}  // namespace chanvet::checks
