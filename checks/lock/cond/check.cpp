#include "check/ExploredCheck.h"

namespace chanvet::checks {
namespace {

struct LockCond : check::ExploredCheck {
  LockCond() : ExploredCheck(explore::Verdict::LostSignal) {}
};

CHANVET_CHECK(LockCond);

}  // namespace
}  // namespace chanvet::checks
