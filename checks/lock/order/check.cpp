#include "check/ExploredCheck.h"

namespace chanvet::checks {
namespace {

struct LockOrder : check::ExploredCheck {
  LockOrder() : ExploredCheck(explore::Verdict::LockOrder) {}
};

CHANVET_CHECK(LockOrder);

}  // namespace
}  // namespace chanvet::checks
