#include "check/ExploredCheck.h"

namespace chanvet::checks {
namespace {

struct LockHeldWhileBlocking : check::ExploredCheck {
  LockHeldWhileBlocking() : ExploredCheck(explore::Verdict::LockHeldWhileBlocking) {}
};

CHANVET_CHECK(LockHeldWhileBlocking);

}  // namespace
}  // namespace chanvet::checks
