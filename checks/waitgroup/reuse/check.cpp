#include "check/ExploredCheck.h"

namespace chanvet::checks {
namespace {

struct WaitgroupReuse : check::ExploredCheck {
  WaitgroupReuse() : ExploredCheck(explore::Verdict::WaitGroupReuse) {}
};

CHANVET_CHECK(WaitgroupReuse);

}  // namespace
}  // namespace chanvet::checks
