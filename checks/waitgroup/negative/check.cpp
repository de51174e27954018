#include "check/ExploredCheck.h"

namespace chanvet::checks {
namespace {

struct WaitgroupNegative : check::ExploredCheck {
  WaitgroupNegative() : ExploredCheck(explore::Verdict::WaitGroupNegative) {}
};

CHANVET_CHECK(WaitgroupNegative);

}  // namespace
}  // namespace chanvet::checks
