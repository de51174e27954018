#include "check/ExploredCheck.h"

namespace chanvet::checks {
namespace {

struct LockUnlockUnheld : check::ExploredCheck {
  LockUnlockUnheld() : ExploredCheck(explore::Verdict::LockUnlockUnheld) {}
};

CHANVET_CHECK(LockUnlockUnheld);

}  // namespace
}  // namespace chanvet::checks
