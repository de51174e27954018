#include "check/ExploredCheck.h"

namespace chanvet::checks {
namespace {

struct WaitgroupNeverDone : check::ExploredCheck {
  WaitgroupNeverDone() : ExploredCheck(explore::Verdict::WaitGroupNeverDone) {}
};

CHANVET_CHECK(WaitgroupNeverDone);

}  // namespace
}  // namespace chanvet::checks
