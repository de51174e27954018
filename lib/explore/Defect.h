// What the explorer says about a program, as plain data.
#pragma once

#include <string>
#include <vector>

#include "finding/Finding.h"

namespace chanvet::explore {

// The most exact name of what is wrong.
enum class Verdict {
  SendAfterClose,
  DoubleClose,
  NilChannel,
  NoReceiver,        // nobody ever receives what is sent
  AbandonedSender,   // who received, or would have, has left
  NoSender,          // nobody ever sends, or closes
  RangeNeverClosed,  // a loop over a channel that nobody closes
  WaitGroupNegative,
  WaitGroupNeverDone,
  WaitGroupAddInTask,  // by the task that it counts, while somebody begins to wait
  WaitGroupReuse,      // added to while somebody begins to wait
  LockDouble,
  LockOrder,
  LockHeldWhileBlocking,
  LockUnlockUnheld,
  LostSignal,
  OnceRecursion,
  Deadlock,      // fibers wait for each other
  Leak,          // a fiber waits for ever while the others have finished
  DataRace,      // two fibers use one place in memory, one writes, and nothing orders that
  CheckThenAct,  // an atomic is set on the strength of a load that may be out of date
};

struct Defect {
  Verdict verdict = Verdict::Leak;
  Finding finding;      // without the name of a check
  Place cause;          // where a fiber has locked what it holds for ever; else not valid
  std::string subject;  // of a race: what is raced for, the same for all its races
};

}  // namespace chanvet::explore
