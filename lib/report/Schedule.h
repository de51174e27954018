// A finding's trace as fibers side by side: what the formats that draw lanes show of it.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include <llvm/ADT/StringRef.h>

#include "finding/Finding.h"

namespace chanvet::report {

// A fiber. Steps are given by their index in Schedule::steps.
struct Lane {
  std::string name;        // empty: the trace has one fiber only
  std::size_t first = 0;   // the step that starts it, or else its own first one
  std::size_t last = 0;    // the last one that it takes or takes part in
  bool isBlocked = false;  // it stands there for ever
};

struct ScheduledStep {
  const TraceStep* step = nullptr;
  std::size_t number = 0;         // in the trace, from 1
  std::size_t lane = 0;           // index in Schedule::lanes
  std::optional<std::size_t> to;  // the lane of the fiber that it starts, meets or wakes
  bool isStart = false;           // it starts that fiber
  bool isRoot = false;            // it stands at the finding's own place
};

struct Schedule {
  std::vector<Lane> lanes;  // in the order in which the trace names the fibers
  std::vector<ScheduledStep> steps;
  std::vector<std::string> leftOut;  // the fibers that explain nothing, in the order of the trace

  // Whether the fiber can still act, or stands blocked, when step `index` is taken.
  bool isAlive(std::size_t lane, std::size_t index) const;
};

// The schedule of the finding, which must outlive it. Two fibers that meet take two steps, one
// after the other: only the first of these has `to`.
//
// Fibers are left out when they explain nothing of the end: those that are started and never seen
// again, and groups of fibers that deal with nobody outside and take no branch. Since two fibers
// may call one primitive by two names, no group is left out as long as a fiber that matters works
// on something that only it names.
Schedule scheduleOf(const Finding& finding);

// "3 fibers, 15 steps"; one fiber goes without saying.
std::string countOf(const Schedule& schedule);

// Where the steps of a schedule are, in as few words as tell them apart.
class StepPlaces {
 public:
  // Paths below `directory` are shown relative to it. The schedule has steps.
  StepPlaces(const Schedule& schedule, llvm::StringRef directory);

  // The file that all steps are in, as it is shown; empty when there are several.
  const std::string& onlyFile() const { return onlyFile_; }

  // "17" when all steps are in one file, "pool.cpp:17" when file names are enough, or else with the
  // path. Printable.
  std::string nameOf(const Place& place) const;

 private:
  std::string directory_;
  std::string onlyFile_;
  bool areNamesUnique_ = true;
};

}  // namespace chanvet::report
