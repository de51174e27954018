#include "check/ExploredCheck.h"

namespace chanvet::checks {
namespace {

struct CheckThenAct : check::ExploredCheck {
  CheckThenAct() : ExploredCheck(explore::Verdict::CheckThenAct) {}
  Severity severity() const override { return Severity::Warning; }
};

CHANVET_CHECK(CheckThenAct);

}  // namespace
}  // namespace chanvet::checks
