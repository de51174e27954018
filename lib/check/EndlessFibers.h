// Why a fiber that never ends should: what fiber-endless and select-no-exit have in common.
#pragma once

#include <string>

#include "check/Check.h"
#include "flow/Endless.h"

namespace chanvet::check {

struct WhyEnd {
  enum Reason {
    None,     // it may be a service that is meant to run as long as the process
    Signal,   // it is given a context or stop token: `name`, declared at `place`
    Awaited,  // somebody waits for its end, at `place`
    Serves,   // it works for what its spawner has, which may be gone by then
  };
  Reason reason = None;
  std::string name;
  Place place;
};

WhyEnd whyEnd(const UnitContext& context, const flow::EndlessFiber& fiber);

// Adds what the reason is, the loop, and where the fiber is started, as related places.
void relateFiber(const UnitContext& context, const flow::EndlessFiber& fiber, const WhyEnd& why,
                 Finding& finding);

}  // namespace chanvet::check
