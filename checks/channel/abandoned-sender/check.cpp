#include "check/ExploredCheck.h"

namespace chanvet::checks {
namespace {

struct ChannelAbandonedSender : check::ExploredCheck {
  ChannelAbandonedSender() : ExploredCheck(explore::Verdict::AbandonedSender) {}
};

CHANVET_CHECK(ChannelAbandonedSender);

}  // namespace
}  // namespace chanvet::checks
