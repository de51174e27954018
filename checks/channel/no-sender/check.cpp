#include "check/ExploredCheck.h"

namespace chanvet::checks {
namespace {

struct ChannelNoSender : check::ExploredCheck {
  ChannelNoSender() : ExploredCheck(explore::Verdict::NoSender) {}
};

CHANVET_CHECK(ChannelNoSender);

}  // namespace
}  // namespace chanvet::checks
