// Where each turn of a loop makes a timer that nothing can stop: what timer-after-in-loop and
// select-timer-in-loop have in common.
#pragma once

#include <functional>

#include "check/Check.h"

namespace chanvet::check {

struct FreshTimer {
  std::string made;  // the source's name for what makes it: "after"
  bool inSelect = false;
  Place place;
  Place loop;
  std::string function;
};

// The option of both checks: constant numbers of turns up to this do not count as a loop.
OptionSpec fewTurnsOption();
// Its value, or an error that names the option and what it takes.
llvm::Expected<unsigned> fewTurnsOf(const Options& options);

// Calls `report` for every timer of the unit whose channel is asked for in a loop, which can go on
// to its next turn while the timer still runs, and which nothing can stop. Left out: timers that
// are waited for in any case, and those of a select whose other cases only hear that work is to
// end.
void findFreshTimers(const UnitContext& context, unsigned fewTurns,
                     const std::function<void(const FreshTimer&)>& report);

}  // namespace chanvet::check
