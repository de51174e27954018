#include "check/ExploredCheck.h"

namespace chanvet::checks {
namespace {

struct ChannelNil : check::ExploredCheck {
  ChannelNil() : ExploredCheck(explore::Verdict::NilChannel) {}
};

CHANVET_CHECK(ChannelNil);

}  // namespace
}  // namespace chanvet::checks
