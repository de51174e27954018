#include "check/ExploredCheck.h"

namespace chanvet::checks {
namespace {

struct ChannelNoReceiver : check::ExploredCheck {
  ChannelNoReceiver() : ExploredCheck(explore::Verdict::NoReceiver) {}
};

CHANVET_CHECK(ChannelNoReceiver);

}  // namespace
}  // namespace chanvet::checks
