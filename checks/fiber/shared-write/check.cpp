#include "check/ExploredCheck.h"

namespace chanvet::checks {
namespace {

struct SharedWrite : check::ExploredCheck {
  SharedWrite() : ExploredCheck(explore::Verdict::DataRace) {}
};

CHANVET_CHECK(SharedWrite);

}  // namespace
}  // namespace chanvet::checks
