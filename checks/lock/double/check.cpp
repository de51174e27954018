#include "check/ExploredCheck.h"

namespace chanvet::checks {
namespace {

struct LockDouble : check::ExploredCheck {
  LockDouble() : ExploredCheck(explore::Verdict::LockDouble) {}
};

CHANVET_CHECK(LockDouble);

}  // namespace
}  // namespace chanvet::checks
